import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const TO_BE_ANNOUNCED = { startsOn: null, startTime: null, endTime: null };

describe('a session without a date', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function undatedTerm(capacity = 5, known: object = { dateText: '秋ごろ' }) {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'], capacity });
    const session = await makeSession(app.db, term.course, { ...TO_BE_ANNOUNCED, ...known });
    const pool = await makePool(app.db, session, { capacity });
    const authorization = await bearer(app, term.organization, 'organizer');
    const change = (body: object) =>
      app.http.patch(`/api/v1/staff/sessions/${session.id}`).set('authorization', authorization).send(body);
    return { ...term, session, pool, authorization, change };
  }

  const register = async (body: object) =>
    (await app.http.post('/api/v1/registrations').send(body).expect(201)).body;

  const placesIn = (sessionId: string) =>
    app.db.query(
      `SELECT registration_id AS registration, places.id, places.status FROM places
       JOIN registrations ON registrations.id = registration_id
       WHERE places.session_id = $1 ORDER BY queued_at`,
      [sessionId],
    );

  const broken = () => violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now());

  async function letters(sessionId: string, kind = 'changed') {
    const messages = await app.db
      .getRepository(Message)
      .createQueryBuilder('message')
      .where('message.kind = :kind', { kind })
      .andWhere('message.subject_id IN (SELECT id FROM places WHERE session_id = :sessionId)', { sessionId })
      .orderBy('message.recipient')
      .getMany();
    const composers = app.nest.get(MailComposers);
    return Promise.all(
      messages.map(async (message) => ({
        to: message.recipient,
        mail: await composers.compose(message),
      })),
    );
  }

  it('takes registrations of interest, within its seats, and queues the others', async () => {
    const { session, pool, change } = await undatedTerm(1);
    const [first, second] = [
      await register({ session: session.id, nickname: 'みどり' }),
      await register({ session: session.id, nickname: 'あおい' }),
    ];
    expect([first.status, second.status]).toEqual(['confirmed', 'waitlisted']);
    expect(first.places).toMatchObject([{ startsOn: null, startsAt: null, status: 'confirmed' }]);
    expect((await app.http.get(`/api/v1/sessions/${session.id}`)).body.registration.state).toBe(
      'waiting_list',
    );
    await app.http.delete(`/api/v1/registrations/${tokenIn(first)}`).expect(200);
    expect((await placesIn(session.id)).map(({ status }: { status: string }) => status)).toEqual([
      'released',
      'confirmed',
    ]);
    await change({ pools: [{ key: 'onsite', capacity: 2 }] }).expect(200);
    expect((await register({ session: session.id, nickname: 'そら' })).status).toBe('confirmed');
    expect(await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pool.id])).toEqual([
      { taken: 2 },
    ]);
    expect(await broken()).toEqual([]);
  });

  it('takes none where the course does not', async () => {
    for (const registrationMode of ['none', 'unstated', 'members'] as const) {
      const { course } = await makeTerm(app.db, { dates: [], course: { registrationMode } });
      const session = await makeSession(app.db, course, TO_BE_ANNOUNCED);
      await makePool(app.db, session);
      const refused = await app.http
        .post('/api/v1/registrations')
        .send({ session: session.id, nickname: 'みどり' })
        .expect(409);
      expect(refused.body.code).toBe('not_offered');
    }
    const { course } = await makeTerm(app.db, {
      dates: [],
      course: { opensAt: new Date('2025-05-01T00:00:00Z') },
    });
    const early = await makeSession(app.db, course, TO_BE_ANNOUNCED);
    await makePool(app.db, early);
    const refused = await app.http
      .post('/api/v1/registrations')
      .send({ session: early.id, nickname: 'みどり' });
    expect(refused.body.code).toBe('not_yet_open');
  });

  it('keeps every place when it gets its date, and tells what it was before and what it is now', async () => {
    const { session, change } = await undatedTerm(5, {
      dateText: '秋ごろ',
      withinFrom: '2025-10-01',
      withinUntil: '2025-11-30',
    });
    await register({
      session: session.id,
      nickname: 'みどり',
      email: 'a-open@family.example',
      discreet: false,
    });
    await register({ session: session.id, nickname: 'あおい', email: 'b-discreet@family.example' });
    await register({
      session: session.id,
      nickname: 'Sora',
      email: 'c-english@family.example',
      language: 'en',
    });
    const before = await placesIn(session.id);
    const dated = await change({ startsOn: '2025-10-20', startTime: '10:00', endTime: '24:00' }).expect(200);
    expect(dated.body).toMatchObject({
      dateState: 'dated',
      dateText: null,
      endsAt: '2025-10-21T00:00:00+09:00',
    });
    expect(await placesIn(session.id)).toEqual(before);
    const [open, discreet, english] = (await letters(session.id)).map(({ mail }) =>
      'text' in mail ? mail.text : '',
    );
    expect(open).toContain('変更前: 秋ごろ');
    expect(open).toContain('2025年10月20日（月）');
    expect(discreet).toContain('変更前: 2025年10月から2025年11月まで（日程は後日）');
    expect(discreet).not.toContain('秋ごろ');
    expect(english).toContain('October 2025 and November 2025');
    expect(english).toContain('Monday, 20 October 2025');
    expect(await broken()).toEqual([]);
  });

  it('says nothing of it in a calendar, and reminds nobody, until it has its date', async () => {
    const { session, change, organization } = await undatedTerm();
    const { calendarUrl } = await register({
      session: session.id,
      nickname: 'みどり',
      email: 'feed@family.example',
    });
    const feed = async () => (await app.http.get(new URL(calendarUrl).pathname)).text;
    expect(await feed()).not.toContain('BEGIN:VEVENT');
    expect((await app.http.get(`/calendar/${organization.slug}.ics`)).text).not.toContain(session.id);
    await change({ startsOn: '2025-10-20', startTime: '10:00' }).expect(200);
    expect(await feed()).toContain('DTSTART;TZID=Asia/Tokyo:20251020T100000');
    await change({ startsOn: null, dateText: '日程は後日' }).expect(200);
    expect(await feed()).not.toContain('20251020');
  });

  it('loses nobody when its date is withdrawn, tells them, and a change of the known months tells them too', async () => {
    const { session, change } = await undatedTerm(5, {
      startsOn: '2025-05-12',
      startTime: '10:00',
      endTime: '11:00',
    });
    await register({
      session: session.id,
      nickname: 'みどり',
      email: 'withdrawn@family.example',
      discreet: false,
    });
    await change({ startsOn: null, within: '2025-10/2026-03', startTime: null, endTime: null }).expect(200);
    const [first] = await letters(session.id);
    expect(first?.mail).toMatchObject({ text: expect.stringContaining('令和7年度下半期（日程は後日）') });
    expect(first?.mail).toMatchObject({ text: expect.stringContaining('変更前: 2025年5月12日（月）') });
    app.clock.set('2025-04-01T09:05:00+09:00');
    await change({ within: '2025-11' }).expect(200);
    expect((await letters(session.id)).map(({ to }) => to)).toEqual([
      'withdrawn@family.example',
      'withdrawn@family.example',
    ]);
    // A change that is nobody's when or where tells nobody.
    await change({ topic: 'これからの暮らし' }).expect(200);
    expect(await letters(session.id)).toHaveLength(2);
    expect(await placesIn(session.id)).toMatchObject([{ status: 'confirmed' }]);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('keeps its places when an import gives it its date, and tells their holders once', async () => {
    const file = (session: string) => `
format: tsudoi/1
organization: {key: import-town, name: 町, kind: municipality, timeZone: Asia/Tokyo, contact: {name: 窓口, email: a@town.example}}
programmes:
  - key: trip
    title: 遠足
    kind: other
    courses:
      - key: r7
        title: 令和7年度
        fiscalYear: 2025
        registration: {mode: session}
        sessions: [{key: trip, ${session}}]
`;
    const run = (session: string) =>
      app.nest.get(YearImport).run([{ name: 'town.yaml', text: file(session) }], {
        dryRun: false,
        actor: 'system',
        organizationIds: 'any',
      });
    await run('undated: 秋ごろ');
    const [{ id }] = await app.db.query(`SELECT id FROM sessions WHERE key = 'trip'`);
    await register({ session: id, nickname: 'みどり', email: 'imported@family.example', discreet: false });
    const before = await placesIn(id);
    expect((await run('date: 2025-11-03, start: "10:00"')).notices).toBe(1);
    expect(await placesIn(id)).toEqual(before);
    const [letter] = await letters(id);
    expect(letter?.mail).toMatchObject({ text: expect.stringContaining('変更前: 秋ごろ') });
    expect((await run('date: 2025-11-03, start: "10:00"')).notices).toBe(0);
    expect(await letters(id)).toHaveLength(1);
  });

  it('belongs to a registration for the whole course, and to that of somebody who came before it was added', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 5 });
    const early = await register({
      course: term.course.id,
      nickname: 'みどり',
      email: 'early@family.example',
    });
    const session = await makeSession(app.db, term.course, TO_BE_ANNOUNCED);
    await makePool(app.db, session, { capacity: 5 });
    // The control: without the sweep, whoever was promised every session lacks this one, and the check says so.
    expect((await broken()).map(({ invariant }) => invariant)).toEqual(['I3']);
    await app.nest.get(WaitingListSweep).sweep();
    expect(await broken()).toEqual([]);
    const late = await register({ course: term.course.id, nickname: 'あおい' });
    expect((await placesIn(session.id)).map((row: { registration: string }) => row.registration)).toEqual([
      early.id,
      late.id,
    ]);
  });

  it('cannot be dated into the past where people await it, but where nobody does', async () => {
    const held = await undatedTerm();
    await register({ session: held.session.id, nickname: 'みどり' });
    const refused = await held.change({ startsOn: '2025-03-03', startTime: '10:00' }).expect(422);
    expect(refused.body.faults).toMatchObject([{ field: 'startsOn', code: 'movedIntoThePast' }]);
    const unheld = await undatedTerm();
    await unheld.change({ startsOn: '2025-03-03', startTime: '10:00' }).expect(200);
  });

  it('is refused what contradicts itself', async () => {
    const { change, session } = await undatedTerm();
    const faults = async (body: object) =>
      (await change(body).expect(422)).body.faults.map(({ field, code }: { field: string; code: string }) => [
        field,
        code,
      ]);
    expect(await faults({ startsOn: '2025-10-20', within: '2025-10' })).toEqual([
      ['within', 'datedAndUndated'],
    ]);
    expect(await faults({ startsOn: '2025-10-20', dateText: '秋' })).toEqual([
      ['dateText', 'datedAndUndated'],
    ]);
    expect(await faults({ endsOn: '2025-10-20' })).toEqual([['endsOn', 'lastDayOnly']]);
    expect(await faults({ within: '2026-03/2025-10' })).toEqual([['within', 'isMonths']]);
    expect(await faults({ startTime: '12:00', endTime: '11:00' })).toEqual([['endTime', 'endBeforeStart']]);
    expect(await faults({ endTime: '24:01' })).toEqual([['endTime', 'isEndTime']]);
    expect(await faults({ alsoFor: ['nowhere'] })).toEqual([['alsoFor', 'unknownProgramme']]);
    expect(await faults({ segments: [{ start: '25:00', topic: '話' }] })).toEqual([
      ['segments.0.start', 'isCivilTime'],
    ]);
    const [row] = await app.db.query('SELECT sequence FROM sessions WHERE id = $1', [session.id]);
    expect(row.sequence).toBe(0);
  });

  it('tells the visitor of its form what becomes of an interest', async () => {
    const { session, course } = await undatedTerm();
    const page = async (query: string) => (await app.http.get(`/register?${query}`)).text;
    const sentence = '日程が決まったらメールでお知らせします。都合が合わなければ取り消せます。';
    expect(await page(`session=${session.id}`)).toContain(sentence);
    expect(await page(`course=${course.id}`)).toContain(sentence);
    expect(await page(`session=${session.id}&lang=en`)).toContain(
      'We will email you the date once it is known.',
    );
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    expect(await page(`session=${sessions[0]?.id}`)).not.toContain(sentence);
  });
});

function tokenIn({ manageUrl }: { manageUrl: string }): string {
  return new URL(manageUrl).pathname.split('/').at(-1) as string;
}
