import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarClient, type KeptEntry } from '../../support/calendar-client.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { secondsApart } from './seconds-apart.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
});
afterAll(() => app.close());

interface Registrant {
  readonly id: string;
  readonly token: string;
  readonly calendar: CalendarClient;
  /** Another one, which knows dates and no tags. */
  readonly dated: CalendarClient;
}

/** Three who want a course with seats for two: one of them waits, until another gives way. */
async function makeTown(dates: readonly string[] = ['2025-05-12', '2025-05-26', '2025-06-09']) {
  const { organization, course, sessions } = await makeTerm(app.db, {
    dates,
    capacity: 2,
    course: { registrationMode: 'both' },
  });
  const authorization = await bearer(app, organization, 'owner');
  const registrants: Registrant[] = [];
  for (const nickname of ['みどり', 'あおい', 'ひなた']) {
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname })
      .expect(201);
    const token = body.manageUrl.split('/').at(-1);
    const url = body.calendarUrl.replace(/^https?:\/\/[^/]+/, app.url);
    const [calendar, dated] = [new CalendarClient(url), new CalendarClient(url, fetch, 'date')];
    registrants.push({ id: body.id, token, calendar, dated });
  }
  return { authorization, registrants, sessionIds: sessions.map(({ id }) => id) };
}

type Town = Awaited<ReturnType<typeof makeTown>>;
type Act = (town: Town, who: Registrant, session: string, pick: number) => PromiseLike<{ status: number }>;

const own =
  (path: (session: string) => string): Act =>
  (_town, { token }, session) =>
    app.http.post(`/api/v1/registrations/${token}/${path(session)}`);
const settings =
  (change: (pick: number) => object): Act =>
  (_town, { token }, _session, pick) =>
    app.http.patch(`/api/v1/registrations/${token}/mail`).send(change(pick));
const staff =
  (change: (pick: number) => object): Act =>
  (town, _who, session, pick) =>
    app.http
      .patch(`/api/v1/staff/sessions/${session}`)
      .set('authorization', town.authorization)
      .send(change(pick));

const ACTS: Readonly<Record<string, Act>> = {
  'skip a session': own((session) => `places/${session}/release`),
  'come after all': own((session) => `places/${session}/return`),
  'give the registration up': (_town, { token }) => app.http.delete(`/api/v1/registrations/${token}`),
  'ask for plain words': settings((pick) => ({ discreet: pick % 2 === 0 })),
  'ask for another language': settings((pick) => ({ language: pick % 2 === 0 ? 'en' : 'ja' })),
  move: staff((pick) => ({ startsOn: `2025-06-${10 + (pick % 20)}`, startTime: '14:00', endTime: '15:30' })),
  cancel: staff(() => ({ status: 'cancelled' })),
  restore: staff(() => ({ status: 'scheduled' })),
  'edit topic': staff((pick) => ({ topic: `話${pick}` })),
  'leave the date open': staff(() => ({ startsOn: null, startTime: null, endTime: null, dateText: '後日' })),
};

interface Kept {
  readonly uid: string;
  readonly start: string | undefined;
  readonly status: string | undefined;
}

const byUid = (one: Kept, other: Kept) => (one.uid < other.uid ? -1 : 1);

const keptBy = (entries: ReadonlyMap<string, KeptEntry>): Kept[] =>
  [...entries.values()]
    .map(({ uid, shown }) => ({
      uid,
      start: shown.get('DTSTART;TZID=Asia/Tokyo'),
      status: shown.get('STATUS'),
    }))
    .sort(byUid);

async function keptInDatabase({ id }: Registrant): Promise<Kept[]> {
  const rows: Kept[] = await app.db.query(
    `SELECT place.id || '@tsudoi' AS uid, to_char(starts_on, 'YYYYMMDD') || 'T' || to_char(start_time, 'HH24MISS') AS start,
       CASE WHEN session.status = 'cancelled' OR place.status = 'released' OR registration.status = 'cancelled' THEN 'CANCELLED'
         WHEN place.status = 'confirmed' THEN 'CONFIRMED' ELSE 'TENTATIVE' END AS status
     FROM places place JOIN registrations registration ON registration.id = place.registration_id
     JOIN sessions session ON session.id = place.session_id
     WHERE registration.id = $1 AND session.date_state = 'dated'`,
    [id],
  );
  return rows.sort(byUid);
}

describe('the life of a personal feed', () => {
  it.each(
    Object.entries({
      'loses its date': 'leave the date open',
      'is given up': 'skip a session',
    }),
  )('is followed by a calendar that knows dates alone where the only session %s', async (_, name) => {
    const letSecondsPass = secondsApart(app.db);
    const town = await makeTown(['2025-05-12']);
    const [one] = town.registrants as [Registrant];
    const [session] = town.sessionIds as [string];
    await letSecondsPass();
    await one.dated.refresh();
    expect(one.dated.shown.size).toBe(1);
    const changes = [name, ...(name === 'leave the date open' ? ['move'] : []), 'ask for another language'];
    for (const change of changes) {
      expect((await ACTS[change]?.(town, one, session, 2))?.status).toBeLessThan(300);
      await letSecondsPass();
      expect([change, await one.dated.refresh()]).toEqual([change, 'new']);
      expect(keptBy(one.dated.shown)).toEqual(await keptInDatabase(one));
      expect(await one.dated.refresh()).toBe('unchanged');
    }
  });

  it('is followed by the calendars of three registrants, whatever they and staff do', async () => {
    const act = fc.record({
      name: fc.constantFrom(...Object.keys(ACTS)),
      who: fc.nat({ max: 2 }),
      session: fc.nat({ max: 2 }),
      pick: fc.nat({ max: 60 }),
    });
    const done = { acts: 0, tried: 0 };
    const letSecondsPass = secondsApart(app.db);
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
        app.clock.set('2025-04-01T09:00:00+09:00');
        const town = await makeTown();
        for (const { name, who, session, pick } of acts) {
          // Now and then two things happen in one second.
          app.clock.set(new Date(app.clock.now().getTime() + (pick % 3) * 20_000).toISOString());
          const registrant = town.registrants[who] as Registrant;
          const answer = await ACTS[name]?.(town, registrant, town.sessionIds[session] as string, pick);
          expect(answer?.status).toBeLessThan(500);
          done.tried += 1;
          if ((answer?.status ?? 500) < 300) done.acts += 1;
          await letSecondsPass();
          for (const one of town.registrants) {
            await one.calendar.refresh();
            expect(keptBy(one.calendar.shown)).toEqual(await keptInDatabase(one));
            await one.dated.refresh();
            expect(keptBy(one.dated.shown)).toEqual(keptBy(one.calendar.shown));
          }
        }
      }),
      { seed: 20250401, numRuns: 15 },
    );
    expect(done.acts).toBeGreaterThan(done.tried / 2);
  }, 120_000);
});
