import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwaitedSeat, queueStanding } from '../../../src/registrations/domain/queue-standing.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type Registrant, registrants } from './my-town.js';

const THREE = ['2025-04-14', '2025-05-12', '2025-05-26'];
const NOW = new Date('2025-04-01T00:00:00Z');

const seat = (given: Partial<AwaitedSeat> = {}): AwaitedSeat => ({
  ...{
    sessionId: 's',
    number: 1,
    startsOn: '2025-04-14',
    units: 1,
    unit: 'people',
    kept: false,
    keptFor: [],
  },
  ...{ held: false, capacity: 3, taken: 3, keptUnits: null, keptUntil: null, takenKept: 0 },
  ...given,
});

describe('why somebody still waits', () => {
  const reasons = (seats: readonly AwaitedSeat[]) =>
    queueStanding({ resting: null, seats, passedBy: 0 }, NOW).shortages.map(({ reason, needs, free }) => [
      reason,
      needs,
      free,
    ]);
  const keptUntil = new Date('2025-04-10T00:00:00Z');

  it.each([
    ['all seats are taken', seat(), ['full', 1, 0]],
    ['fewer are free than the party needs', seat({ units: 2, taken: 2 }), ['too_few', 2, 1]],
    ['more were given than there are', seat({ taken: 5 }), ['full', 1, 0]],
    [
      'what is free is kept for residents',
      seat({ taken: 1, keptFor: ['市'], keptUnits: 2, keptUntil }),
      ['kept', 1, 0],
    ],
    ['all is kept for residents', seat({ taken: 0, keptFor: ['市'], keptUntil }), ['kept', 1, 0]],
    ['residents too find it full', seat({ kept: true, keptFor: ['市'], keptUntil }), ['full', 1, 0]],
    [
      'what is kept would not be enough either',
      seat({ units: 3, taken: 2, keptFor: ['市'], keptUnits: 1, keptUntil }),
      ['full', 3, 0],
    ],
    ['those before them hold the queue', seat({ taken: 0, held: true }), ['held', 1, 3]],
  ] as const)('because %s', (_why, one, expected) => {
    expect(reasons([one])).toEqual([expected]);
  });

  it('needs all sessions of a course at once, and says when leaving some out would do', () => {
    const open = seat({ taken: 0, sessionId: 'b' });
    const of = (seats: readonly AwaitedSeat[]) => {
      const { needsAll, couldSkip, shortages } = queueStanding({ resting: null, seats, passedBy: 0 }, NOW);
      return { needsAll, couldSkip, lacking: shortages.length };
    };
    expect(of([seat(), open])).toEqual({ needsAll: 2, couldSkip: true, lacking: 1 });
    expect(of([seat(), seat()])).toEqual({ needsAll: 2, couldSkip: false, lacking: 2 });
    expect(of([seat(), { ...open, held: true }])).toEqual({ needsAll: 2, couldSkip: false, lacking: 1 });
    expect(of([seat()])).toEqual({ needsAll: null, couldSkip: false, lacking: 1 });
    expect(of([open])).toEqual({ needsAll: null, couldSkip: false, lacking: 0 });
  });
});

describe('how a registration stands, on its page and for programs', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterAll(() => app.close());
  const page = async ({ token }: Registrant, rest = '') =>
    (await app.http.get(`/my/${token}${rest}`).expect(200)).text;

  it('says to who is passed over how many seats lack where, and how many came by', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: THREE, capacity: 3 });
    await by.register({ session: sessions[2]?.id, people: 2 });
    const hana = await by.register({ course: course.id, people: 2 });
    await by.register({ session: sessions[2]?.id });
    const free = await by.register({ session: sessions[0]?.id });
    const third = await page(hana);
    expect(third).toContain('1番目');
    expect(third).toContain('全回まとめての申込なので、3回すべてに空きが要ります。');
    expect(third).toMatch(/第3回 5月26日（月）<\/strong>：満席です。/);
    expect(third).toContain('先に2組ご案内しました');
    await by.cancel(free).expect(200);
    expect(await by.see(hana)).toMatchObject({
      queue: {
        passedBy: 1,
        couldSkip: true,
        shortages: [{ session: sessions[2]?.id, number: 3, reason: 'full', needs: 2, free: 0 }],
      },
    });
  });

  it('says until when seats are kept, and for whom', async () => {
    const { sessions, pools } = await makeTerm(app.db, { dates: ['2025-05-12'], capacity: 2 });
    const kept = { keptFor: ['ひかり市'], keptUntil: new Date('2025-05-01T08:00:00Z'), keptUnits: 2 };
    await app.db.getRepository(SeatPool).update({ id: pools[0]?.id }, kept);
    const guest = await by.register({ session: sessions[0]?.id, municipality: 'みなと市' });
    expect(await page(guest)).toContain(
      'ひかり市の方のための席だけが空いています。2025年5月1日（木） 午後5時まで、ほかの方にはご案内できません。',
    );
    expect((await by.see(guest)).queue.shortages[0]).toMatchObject({
      reason: 'kept',
      keptFor: ['ひかり市'],
      keptUntil: '2025-05-01T17:00:00+09:00',
    });
  });

  it('tells who let an offer go that it rests, and asks again at a button', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-12'],
      capacity: 1,
      course: { offerHours: 24 },
    });
    const session = sessions[0]?.id;
    const first = await by.register({ session });
    const hana = await by.register({ session });
    await by.cancel(first).expect(200);
    const offered = await page(hana);
    expect(offered).toContain('2025年4月2日（水） 午前9時まで');
    expect(await page(hana, '?lang=en')).toContain('until 09:00 on Wednesday, 2 April 2025');
    await app.http.post(`/my/${hana.token}/offer/decline`).expect(303);
    const resting = await page(hana);
    expect(resting).toContain('次に席が空いたときにご案内します。');
    expect(resting).toContain('もう一度案内を受ける');
    await app.http.post(`/my/${hana.token}/wait`).expect(303);
    expect(await page(hana)).toContain('席を受け取る');
    app.clock.set('2025-04-03T09:00:00+09:00');
    const late = await app.http.post(`/my/${hana.token}/offer/accept`).expect(409);
    expect(late.text).toContain('お返事の期限を過ぎたため');
    expect(late.headers['cache-control']).toBe('private, no-store');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('answers a refusal on the same page, in words of what was asked for', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
    const hana = await by.register({ course: course.id });
    const second = sessions[1]?.id as string;
    await by.release(hana, second).expect(200);
    await by.register({ session: second });
    const refused = await app.http.post(`/my/${hana.token}/places/${second}/return`).expect(409);
    expect(refused.text).toContain('この回は、いま満席です。ほかの回の席はそのままです。');
    const people = await app.http
      .post(`/my/${hana.token}/people`)
      .type('form')
      .send({ people: '2' })
      .expect(409);
    expect(people.text).toContain('人数をふやせませんでした。');
    expect(people.text).toContain('value="2"');
    const reason = await app.http
      .post(`/my/${hana.token}/cancel`)
      .type('form')
      .send({ reason: 'あ'.repeat(501) })
      .expect(422);
    expect(reason.text).toContain('id="reason-error">500文字以内にしてください。');
    expect(reason.text).toContain('あ'.repeat(501));
    const move = await app.http
      .post(`/my/${hana.token}/move`)
      .type('form')
      .send({ session: second })
      .expect(409);
    expect(move.text).toContain('そこは、いま満席です。申込は元のままです。');
    expect(await by.see(hana)).toMatchObject({ status: 'confirmed', people: 1 });
  });

  it('shows the draw, and the name under which its list has the registration', async () => {
    const { course } = await makeTerm(app.db, { dates: THREE, course: { lottery: {} } });
    const hana = await by.register({ course: course.id });
    expect(await page(hana)).toContain('席は、締切のあとに抽選で決まります。');
    const approval = await makeTerm(app.db, { dates: THREE, course: { approval: true } });
    expect(await page(await by.register({ course: approval.course.id }))).toContain(
      '主催者が確認して、お返事します。',
    );
    const members = await makeTerm(app.db, { dates: THREE, course: { registrationMode: 'members' } });
    const member = await page(await by.register({ course: members.course.id }));
    expect(member).toContain('利用登録が済んでいます');
    expect(member).not.toContain('ほかの回や期に移る');
  });
});
