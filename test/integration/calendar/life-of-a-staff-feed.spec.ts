import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarClient } from '../../support/calendar-client.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type FeedTown, makeFeedTown } from './feed-town.js';
import { makeAddress, PAGE } from './staff-address.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
});
afterAll(() => app.close());

/** A staff member of one town with a calendar, and a second town in which they may get a role. */
interface Life {
  readonly town: FeedTown;
  readonly second: FeedTown & { readonly organizationId: string };
  readonly staff: StaffBrowser;
  readonly url: string;
  /** Tokens of registrations that were made. */
  readonly tokens: string[];
}

async function organizationOf({ courseId }: FeedTown) {
  const [row] = await app.db.query(
    `SELECT organization.* FROM organizations organization JOIN courses ON courses.organization_id = organization.id
     WHERE courses.id = $1`,
    [courseId],
  );
  return row;
}

async function makeLife(): Promise<Life> {
  const [town, other] = [
    await makeFeedTown(app, ['2025-05-12', '2025-05-26']),
    await makeFeedTown(app, ['2025-05-19']),
  ];
  const staff = await signInAs(app, await organizationOf(town), 'viewer');
  const second = { ...other, organizationId: (await organizationOf(other)).id };
  return { town, second, staff, url: `${app.url}${await makeAddress(staff)}`, tokens: [] };
}

/** What happens, one thing at a time. `pick` chooses among what there is. */
type Act = (life: Life, pick: number) => Promise<unknown>;

const toSession =
  (change: (pick: number) => object): Act =>
  async ({ town }, pick) => {
    const ids = await town.sessionIds();
    return town.send('patch', `sessions/${ids[pick % ids.length]}`, change(pick));
  };

const day = (pick: number) => `2025-06-${String(1 + (pick % 9)).padStart(2, '0')}`;

const ACTS: Readonly<Record<string, Act>> = {
  register: async ({ town, tokens }, pick) => {
    const ids = await town.sessionIds();
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ session: ids[pick % ids.length], nickname: 'みどり' });
    if (body.manageUrl) tokens.push(body.manageUrl.split('/').at(-1));
  },
  'cancel a registration': async ({ tokens }, pick) =>
    tokens.length > 0 && app.http.delete(`/api/v1/registrations/${tokens[pick % tokens.length]}`),
  'want no seats': ({ staff }) => staff.post(PAGE, { act: 'seats' }),
  'want seats': ({ staff }) => staff.post(PAGE, { act: 'seats', seats: '1' }),
  'speak otherwise': ({ staff }, pick) =>
    app.db.query('UPDATE staff_members SET language = $2 WHERE id = $1', [staff.id, pick % 2 ? 'en' : 'ja']),
  'get a role': ({ staff, second }) =>
    app.db.query(
      `INSERT INTO staff_roles (staff_member_id, organization_id, role) VALUES ($1, $2, 'viewer') ON CONFLICT DO NOTHING`,
      [staff.id, second.organizationId],
    ),
  'lose the role': ({ staff, second }) =>
    app.db.query('DELETE FROM staff_roles WHERE staff_member_id = $1 AND organization_id = $2', [
      staff.id,
      second.organizationId,
    ]),
  'change the other town': ({ second }, pick) =>
    second.send('patch', `programmes/${second.programmeSlug}`, { title: `教室${pick}` }),
  add: ({ town }, pick) =>
    town.send('post', `courses/${town.courseId}/sessions`, { startsOn: day(pick), startTime: '10:00' }),
  delete: async ({ town }, pick) => {
    const ids = await town.sessionIds();
    return ids.length > 1 && town.send('delete', `sessions/${ids[pick % ids.length]}`);
  },
  'another limit': async ({ town }, pick) =>
    app.db.query('UPDATE seat_pools SET capacity = 20 + $2::int WHERE session_id = ANY($1::uuid[])', [
      await town.sessionIds(),
      pick,
    ]),
  move: toSession((pick) => ({ startsOn: day(pick), startTime: '14:00', endTime: '15:30' })),
  cancel: toSession(() => ({ status: 'cancelled', cancelReason: '台風のため' })),
  restore: toSession(() => ({ status: 'scheduled' })),
};

/** What a calendar shows that is fetched for the first time. */
async function asNow({ url }: Life) {
  const fresh = new CalendarClient(url);
  await fresh.refresh();
  return fresh.shown;
}

const titles = (client: CalendarClient) =>
  [...client.shown.values()].map(({ shown }) => shown.get('SUMMARY') as string);

describe('the life of a staff feed', () => {
  it('is followed by a calendar from act to act: nothing stale, nothing that seems older', async () => {
    const life = await makeLife();
    const client = new CalendarClient(life.url);
    const follow = async (name: string, pick = 0) => {
      await ACTS[name]?.(life, pick);
      expect(await client.refresh()).toBe('new');
      expect(client.shown).toEqual(await asNow(life));
      expect(await client.refresh()).toBe('unchanged');
    };
    await client.refresh();
    await follow('register');
    expect(titles(client).join()).toContain('（1/10）');
    await follow('cancel a registration');
    await follow('want no seats');
    expect(titles(client).join()).not.toContain('/10');
    await follow('want seats');
    await follow('speak otherwise', 1);
    expect(titles(client).join()).toContain('(0/10)');
    await follow('speak otherwise', 2);
    await follow('get a role');
    expect(titles(client)).toHaveLength(3);
    await follow('change the other town', 1);
    await follow('lose the role');
    expect(titles(client)).toHaveLength(2);
    await follow('get a role');
    await follow('add', 3);
    for (const capacity of [1, 2, 3]) await follow('another limit', capacity);
    const { length } = titles(client);
    await follow('delete', (await life.town.sessionIds()).length - 1);
    expect(titles(client)).toHaveLength(length - 1);
    await follow('add', 3);
    await follow('move', 1);
    await follow('cancel', 1);
    await follow('restore', 1);
  });

  it('is followed through whatever happens in whatever order, by who asks each time and by who asks now and then', async () => {
    const act = fc.record({
      name: fc.constantFrom(...Object.keys(ACTS)),
      pick: fc.nat({ max: 40 }),
      isLateAsking: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
        const life = await makeLife();
        const [client, late] = [new CalendarClient(life.url), new CalendarClient(life.url)];
        for (const { name, pick, isLateAsking } of acts) {
          await ACTS[name]?.(life, pick);
          await client.refresh();
          if (isLateAsking) await late.refresh();
          expect(client.shown).toEqual(await asNow(life));
        }
        await late.refresh();
        expect(late.shown).toEqual(client.shown);
      }),
      { seed: 20250401, numRuns: 12 },
    );
  }, 120_000);
});
