import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { entriesOf } from '../../support/calendar-client.js';
import { makeOrganization, makePool, makeTerm } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeFeedTown } from './feed-town.js';
import { makeAddress, PAGE } from './staff-address.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
});
afterAll(() => app.close());

const role = (staff: StaffBrowser, { id }: Organization) =>
  app.db.query(`INSERT INTO staff_roles (staff_member_id, organization_id, role) VALUES ($1, $2, 'viewer')`, [
    staff.id,
    id,
  ]);
const noRole = (staff: StaffBrowser, { id }: Organization) =>
  app.db.query('DELETE FROM staff_roles WHERE staff_member_id = $1 AND organization_id = $2', [staff.id, id]);

async function makeCalendar(dates = ['2025-04-14']) {
  const term = await makeTerm(app.db, { dates, capacity: 2 });
  const staff = await signInAs(app, term.organization, 'viewer');
  return { ...term, staff, address: await makeAddress(staff) };
}

const entriesAt = async (address: string) => entriesOf((await app.http.get(address).expect(200)).text);

/** Makes everything that was marked so far look as if it were long ago: what a client has is of then. */
const longAgo = async () => {
  await app.db.query(`UPDATE feed_changes SET changed_at = '2025-03-01'`);
  await app.db.query(`UPDATE staff_calendars SET changed_at = '2025-03-01' WHERE changed_at IS NOT NULL`);
};

describe('a client of a staff calendar that knows dates alone', () => {
  type Known = Awaited<ReturnType<typeof makeCalendar>> & {
    readonly other: Awaited<ReturnType<typeof makeTerm>>;
  };
  const host = ({ other, organization }: Known, rights: 'viewer' | null) =>
    app.db.manager.insert(ProgrammeHost, {
      ...{ id: newId(), programmeId: other.programme.id, role: 'co_host', name: '共催', position: 0 },
      ...{ hostOrganizationId: organization.id, rights },
    });

  it.each<[string, (known: Known) => Promise<unknown>, ((known: Known) => Promise<unknown>)?]>([
    ['seats that are no longer wanted', ({ staff }) => staff.post(PAGE, { act: 'seats' })],
    [
      'another language',
      ({ staff }) => app.db.query(`UPDATE staff_members SET language = 'en' WHERE id = $1`, [staff.id]),
    ],
    ['a role in a second town', ({ staff, other }) => role(staff, other.organization)],
    [
      'a role that was taken away',
      ({ staff, other }) => noRole(staff, other.organization),
      async ({ staff, other, organization: { id } }) => {
        await role(staff, other.organization);
        // No entry is left whose own date could tell.
        await app.db.query('DELETE FROM seat_pools WHERE organization_id = $1', [id]);
        await app.db.query('DELETE FROM sessions WHERE organization_id = $1', [id]);
      },
    ],
    ['a programme that their town hosts', (known) => host(known, 'viewer')],
    [
      'a programme that their town only supports now',
      ({ other }) =>
        app.db.query(`UPDATE programme_hosts SET rights = NULL, role = 'supporter' WHERE programme_id = $1`, [
          other.programme.id,
        ]),
      (known) => host(known, 'viewer'),
    ],
    [
      'a programme that their town hosts no longer',
      ({ other }) =>
        app.db.query('DELETE FROM programme_hosts WHERE programme_id = $1', [other.programme.id]),
      (known) => host(known, 'viewer'),
    ],
  ])('is told of %s', async (_what, act, before = async () => undefined) => {
    const known = { ...(await makeCalendar()), other: await makeTerm(app.db, { dates: ['2025-05-12'] }) };
    await before(known);
    await app.http.get(known.address).expect(200);
    await longAgo();
    const ask = () => app.http.get(known.address);
    const { headers, text } = await ask().expect(200);
    const since = headers['last-modified'] as string;
    await ask().set('if-modified-since', since).expect(304);
    await act(known);
    const fresh = await ask().set('if-modified-since', since).expect(200);
    expect(fresh.text).not.toBe(text);
  });
});

describe('SEQUENCE of a staff calendar', () => {
  it('rises, and the stamp too, with what changes all titles, and is kept over another address', async () => {
    const { staff, address } = await makeCalendar();
    const first = (await entriesAt(address))[0];
    await staff.post(PAGE, { act: 'seats' });
    const second = (await entriesAt(address))[0];
    await app.db.query(`UPDATE staff_members SET language = 'en' WHERE id = $1`, [staff.id]);
    const third = (await entriesAt(address))[0];
    const sequences = [first, second, third].map((entry) => entry?.sequence as number);
    expect(sequences).toEqual([0, 1, 2].map((more) => (first?.sequence as number) + more));
    expect((second?.changedAt as string) > (first?.changedAt as string)).toBe(true);
    await staff.post(PAGE, { act: 'stop' });
    expect((await entriesAt(await makeAddress(staff)))[0]).toEqual(third);
  });

  it('does not fall when a session is taken out and comes back', async () => {
    const town = await makeFeedTown(app, ['2025-05-12']);
    const add = () =>
      town.send('post', `courses/${town.courseId}/sessions`, { startsOn: '2025-06-02', startTime: '10:00' });
    const { id } = (await add()).body;
    const [session] = await app.db.query(
      'SELECT id, organization_id AS "organizationId" FROM sessions WHERE id = $1',
      [id],
    );
    const [organization] = await app.db.query('SELECT * FROM organizations WHERE id = $1', [
      session.organizationId,
    ]);
    const address = await makeAddress(await signInAs(app, organization, 'viewer'));
    const entry = async () => (await entriesAt(address)).find(({ uid }) => uid === `${id}@tsudoi`);
    const pool = () => makePool(app.db, session, { key: 'more', position: 9, capacity: 3 });
    await pool();
    for (const capacity of [4, 5, 6, 7]) {
      await app.db.query(`UPDATE seat_pools SET capacity = $2 WHERE session_id = $1 AND key = 'more'`, [
        id,
        capacity,
      ]);
      await entriesAt(address);
    }
    const before = await entry();
    expect((await town.send('delete', `sessions/${id}`)).status).toBeLessThan(300);
    expect(await entry()).toBeUndefined();
    expect((await add()).body.id).toBe(id);
    expect((await entry())?.sequence).toBeGreaterThan(before?.sequence as number);
  });
});

describe('the seats in a staff calendar', () => {
  it('of a session that is long over stay as they were written down last', async () => {
    const { address, sessions } = await makeCalendar(['2025-03-03', '2025-03-30', '2025-04-14']);
    const taken = async () =>
      (await entriesAt(address)).map(({ shown }) => /(\d)\/2/.exec(shown.get('SUMMARY') as string)?.[1]);
    // What was over before anybody looked is written down once.
    expect(await taken()).toEqual(['0', '0', '0']);
    await app.db.query('UPDATE seat_pools SET taken = 1 WHERE session_id = ANY($1)', [
      sessions.map(({ id }) => id),
    ]);
    expect(await taken()).toEqual(['0', '1', '1']);
  });

  it('do not wait for who works on a session, and are those written down while another look is not at its end', async () => {
    const { address, sessions } = await makeCalendar();
    const holding = async (sql: string) => {
      const holder = app.db.createQueryRunner();
      await holder.startTransaction();
      await holder.query(sql, [sessions[0]?.id]);
      return async () => {
        await holder.rollbackTransaction();
        await holder.release();
      };
    };
    const title = async () => (await entriesAt(address))[0]?.shown.get('SUMMARY');
    const take = () =>
      app.db.query('UPDATE seat_pools SET taken = taken + 1 WHERE session_id = $1', [sessions[0]?.id]);

    const leaveSession = await holding('SELECT FROM sessions WHERE id = $1 FOR UPDATE');
    expect(await title()).toContain('0/2');
    await leaveSession();
    await take();
    const leaveFigures = await holding('SELECT FROM seat_figures WHERE session_id = $1 FOR UPDATE');
    expect(await title()).toContain('0/2');
    await leaveFigures();
    expect(await title()).toContain('1/2');
  });
});

describe('a poll of a staff calendar', () => {
  it('does not read what it shows again where nothing has changed', async () => {
    const { address, staff, sessions } = await makeCalendar();
    const { headers } = await app.http.get(address).expect(200);
    const poll = () => app.http.get(address).set('if-none-match', headers.etag as string);
    // Without this table no entry can be read.
    await app.db.query('ALTER TABLE venues RENAME TO venues_away');
    const answers = [await poll(), await app.http.get(address)];
    await app.db.query('ALTER TABLE venues_away RENAME TO venues');
    expect(answers.map(({ status }) => status)).toEqual([304, 500]);

    const acts = [
      () => app.db.query('UPDATE seat_pools SET taken = 1 WHERE session_id = $1', [sessions[0]?.id]),
      () => app.db.query(`UPDATE sessions SET topic = 'x' WHERE id = $1`, [sessions[0]?.id]),
      () => staff.post(PAGE, { act: 'seats' }),
      async () => role(staff, await makeOrganization(app.db)),
    ];
    let tag = headers.etag as string;
    for (const act of acts) {
      await act();
      const fresh = await app.http.get(address).set('if-none-match', tag).expect(200);
      tag = fresh.headers.etag as string;
      await app.http.get(address).set('if-none-match', tag).expect(304);
    }
  });
});
