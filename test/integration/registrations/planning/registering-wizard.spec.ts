import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Views } from '../../../../src/platform/views/views.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { Place } from '../../../../src/registrations/seats/place.entity.js';
import { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { makeParty } from '../../../support/attendance-factories.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { type Fields, faultAt, fieldsIn, fillIn, OFF, press, textOf } from './wizard-form.js';

const RULES: Fields = {
  mode: 'course',
  opensOn: '2025-03-01',
  closesOn: '2025-05-31',
  allocation: 'lottery',
  priority1: 'residents',
  priority2: 'first_timers',
  residents: 'ひかり市、みどり町',
  queue: 'holds',
  offerHours: '４８',
  joinUntil: '2',
  maxPeople: '3',
  'channels.web.offered': '1',
  'channels.web.closesBeforeDays': '1',
  'channels.web.closesBeforeAt': '17:00',
  'channels.telephone.offered': '1',
  'channels.telephone.weekdays.monday': '1',
  'channels.telephone.weekdays.friday': '1',
  'channels.telephone.from': '08:30',
  'channels.telephone.until': '17:15',
  'seats.0.key': 'onsite',
  'seats.0.capacity': '10',
  'seats.0.keptFor': 'ひかり市',
  'seats.0.kept': '4',
  'seats.0.keptUntilOn': '2025-05-15',
};

describe('the rules of registration in the course wizard', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  let colleague: StaffBrowser;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-02-10T09:00:00+09:00' });
    town = await makeOrganization(app.db);
    staff = await signInAs(app, town, 'organizer');
    colleague = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  async function made(fields: Fields = {}) {
    const programme = await makeProgramme(app.db, town);
    const answer = await fillIn(staff, {
      page: `/staff/programmes/${programme.slug}/courses/new`,
      fields: {
        title: '令和7年度',
        fiscalYear: '2025',
        'rule.0.monthly.3-saturday': '1',
        'rule.0.until': '2025-08',
        ...RULES,
        ...fields,
      },
    });
    const id = /courses\/([^?]+)/.exec(answer.headers.location ?? '')?.[1];
    if (!id) throw new Error(textOf(answer.text));
    return { programme, id, page: `/staff/courses/${id}/schedule` };
  }
  const stored = (id: string) => app.db.manager.findOneByOrFail(Course, { id });
  const poolsOf = async (courseId: string) => {
    const sessions = await app.db.manager.find(Session, { where: { courseId }, order: { startsOn: 'ASC' } });
    return Promise.all(sessions.map(({ id }) => app.db.manager.findOneByOrFail(SeatPool, { sessionId: id })));
  };

  it('are saved, come back as they were typed, and are told on the page of the course', async () => {
    const { id, page } = await made();
    expect(await stored(id)).toMatchObject({
      approval: false,
      lottery: { priorities: ['residents', 'first_timers'], residents: ['ひかり市', 'みどり町'] },
      queueHolds: true,
      offerHours: 48,
      closesWhenFull: false,
      joinUntil: 2,
      maxPeople: 3,
      channels: {
        web: { closesBefore: { days: 1, at: '17:00' } },
        telephone: { weekdays: ['monday', 'friday'], from: '08:30', until: '17:15' },
      },
    });
    expect(await poolsOf(id)).toMatchObject(
      Array.from({ length: 5 }, () => ({
        capacity: 10,
        keptFor: ['ひかり市'],
        keptUnits: 4,
        keptUntil: new Date('2025-05-16T00:00:00+09:00'),
      })),
    );
    expect(fieldsIn((await staff.get(page)).text)).toMatchObject({ ...RULES, offerHours: '48' });
    const told = textOf((await staff.get(`/staff/courses/${id}`)).text);
    for (const line of [
      '抽選で決まります。',
      '抽選の順：その市区町村に住む人、はじめての人',
      '空いた席は、48時間以内の返事で決まります。',
      'Web：各回の前日の17:00まで',
      '電話：月、金曜日、08:30～17:15',
      '会場：4席を、2025年5月15日（木）までひかり市の人に取っておきます。',
    ])
      expect(told).toContain(line);
    // Saving what has not changed changes nothing.
    const before = [await stored(id), await poolsOf(id)];
    expect((await fillIn(staff, { page, fields: {} })).status).toBe(303);
    expect([await stored(id), await poolsOf(id)]).toEqual(before);
  });

  it('are refused beside their fields, with everything that was typed', async () => {
    const { id, page } = await made();
    const before = await stored(id);
    const wrong: Fields = {
      mode: 'session',
      offerHours: '0',
      maxPeople: '21',
      joinUntil: '3',
      'channels.desk.from': '09:00',
      'channels.telephone.until': '08:00',
      'seats.0.kept': '11',
      'seats.0.keptUntilOn': '',
    };
    const answer = await fillIn(staff, { page, fields: wrong });
    expect(answer.status).toBe(422);
    const shown = fieldsIn(answer.text);
    expect(shown).toMatchObject(wrong);
    expect(faultAt(answer.text, 'joinUntil')).toContain('回ごとの申込に、途中からの決まりはありません。');
    expect(faultAt(answer.text, 'channels.desk.offered')).toContain('チェックがありません');
    expect(faultAt(answer.text, 'channels.telephone.until')).toContain(
      '終わり（08:00）が、始まり（08:30）より後',
    );
    expect(faultAt(answer.text, 'seats.0.kept')).toContain('定員（10）より多く');
    expect(faultAt(answer.text, 'seats.0.keptUntilOn')).toContain('いつまで');
    for (const field of ['offerHours', 'maxPeople']) expect(faultAt(answer.text, field)).not.toBe('');
    expect(await stored(id)).toEqual(before);
  });

  it('cannot both wait and close when full', async () => {
    const { page } = await made();
    const answer = await fillIn(staff, { page, fields: { closesWhenFull: '1' } });
    expect([answer.status, faultAt(answer.text, 'closesWhenFull')]).toEqual([
      422,
      'キャンセル待ちを受けることになっています。 どちらかのチェックを外してください。',
    ]);
    const other = { closesWhenFull: '1', waitingList: OFF, queue: '', offerHours: '' };
    expect((await fillIn(staff, { page, fields: other })).status).toBe(303);
  });

  it('of two people are brought together, and what both changed is asked about', async () => {
    const { id, page } = await made();
    const [mine, theirs] = [await staff.get(page), await colleague.get(page)];
    await press(colleague, theirs, { to: page, fields: { offerHours: '24', 'seats.0.kept': '5' } });
    const both = await press(staff, mine, { to: page, fields: { maxPeople: '2', offerHours: '72' } });
    expect(both.status).toBe(409);
    expect(textOf(both.text)).toContain('ほかの人が保存した内容：24');
    expect(fieldsIn(both.text)).toMatchObject({ offerHours: '72', maxPeople: '2', 'seats.0.kept': '5' });
    expect((await press(staff, both, { to: page, fields: {} })).status).toBe(303);
    expect(await stored(id)).toMatchObject({ offerHours: 72, maxPeople: 2 });
    expect((await poolsOf(id)).map(({ keptUnits }) => keptUnits)).toEqual([5, 5, 5, 5, 5]);
  });

  it('follow into sessions to come, which mark anew for whom seats are kept; one with seats of its own stays', async () => {
    const { id, page } = await made({ allocation: '', priority1: '', priority2: '', residents: '' });
    const [first, second] = await poolsOf(id);
    const sessions = await app.db.manager.find(Session, {
      where: { courseId: id },
      order: { startsOn: 'ASC' },
    });
    const { places } = await makeParty(app.db, [sessions[0]!], {
      sessionId: sessions[0]!.id,
      municipality: 'みどり町',
      people: 2,
    });
    await app.db.manager.update(SeatPool, second!.id, { keptUnits: 1 });
    const changes = { 'seats.0.keptFor': 'みどり町', 'seats.0.kept': '' };
    expect((await fillIn(staff, { page, fields: changes })).status).toBe(303);
    const after = await poolsOf(id);
    expect(after[0]).toMatchObject({
      id: first!.id,
      keptFor: ['みどり町'],
      keptUnits: null,
      taken: 2,
      takenKept: 2,
    });
    expect(after[1]).toMatchObject({ keptFor: ['ひかり市'], keptUnits: 1 });
    expect(after[2]).toMatchObject({ keptFor: ['みどり町'], keptUnits: null });
    expect(await app.db.manager.findOneByOrFail(Place, { id: places[0]!.id })).toMatchObject({ kept: true });
    // A session that is added has the seats of its course.
    const added = await app.http
      .post(`/api/v1/staff/courses/${id}/sessions`)
      .set('authorization', await bearer(app, town))
      .send({ startsOn: '2025-09-20', startTime: '10:00' });
    expect(added.status).toBe(201);
    expect(await app.db.manager.findOneByOrFail(SeatPool, { sessionId: added.body.id })).toMatchObject({
      keptFor: ['みどり町'],
      keptUnits: null,
      keptUntil: new Date('2025-05-16T00:00:00+09:00'),
    });
  });

  it('leave nobody without an answer: how seats are given stays while people wait for one', async () => {
    const { id, page } = await made();
    const [session] = await app.db.manager.find(Session, { where: { courseId: id } });
    const { registration } = await makeParty(app.db, [session!], { placeStatus: 'waitlisted' });
    await app.db.manager.update(Registration, registration.id, { status: 'applied' });
    const answer = await fillIn(staff, { page, fields: { allocation: 'approval' } });
    expect([answer.status, faultAt(answer.text, 'allocation')]).toEqual([
      409,
      '返事を待つ申込が1件あるので、席の決め方は変えられません。 先にその申込に返事をするか、抽選を済ませてください。',
    ]);
    expect(fieldsIn(answer.text).allocation).toBe('approval');
    expect((await stored(id)).approval).toBe(false);
  });

  it('leave seats counting what they count while somebody only waits for one', async () => {
    const { id, page } = await made();
    const [session] = await app.db.manager.find(Session, { where: { courseId: id } });
    await makeParty(app.db, [session!], { placeStatus: 'waitlisted' });
    const parties = { 'seats.0.unit': 'parties' };
    const previewed = await press(staff, await staff.get(page), {
      to: page,
      fields: parties,
      act: 'preview',
    });
    expect(textOf(previewed.text)).toContain(
      '「会場」には席を持つか待っている申込が1件あります。数え方（人・組）は変えられません。',
    );
    const answer = await fillIn(staff, { page, fields: parties });
    expect([answer.status, textOf(answer.text)]).toEqual([
      409,
      expect.stringContaining('席を持つか待っている申込が1件あるので、数え方（人・組）は変えられません。'),
    ]);
    expect(await poolsOf(id)).toMatchObject(Array.from({ length: 5 }, () => ({ unit: 'people' })));
  });

  it('are explained in words that are text, whatever the catalogue says', () => {
    const registering = { allocations: [], priorities: [], channels: ['desk'], joining: [], completion: [] };
    const html = app.nest.get(Views).fragment('partials/course-edit-registering', 'ja', {
      ...{ registering, values: {}, weekdays: ['monday'], isFilled: () => false },
      t: (key: string) => `<b>${key}`,
    });
    expect(html).toContain('&lt;b&gt;planning.registering.means.queue.holds');
    expect(html).toContain('&lt;b&gt;planning.weekday.monday');
    expect(html).not.toContain('<b>');
  });

  it('are said in JSON with the same words and the same faults', async () => {
    const { id, programme } = await made();
    const authorization = await bearer(app, town, 'organizer');
    const put = (course: object, query = '') =>
      app.http.put(`/api/v1/staff/courses/${id}${query}`).set('authorization', authorization).send(course);
    const course = { key: 'r7', title: '令和7年度', fiscalYear: 2025 };
    const registration = {
      mode: 'both',
      approval: true,
      maxPeople: 4,
      channels: { web: {}, desk: { from: '09:00', until: '16:00' } },
    };
    const saved = await put({ ...course, registration });
    expect([saved.status, saved.body.course.registration]).toEqual([
      200,
      { ...registration, waitingList: true },
    ]);
    expect(await stored(id)).toMatchObject({ approval: true, lottery: null, maxPeople: 4, offerHours: null });
    const refused = await put({
      ...course,
      registration: { ...registration, lottery: {}, queue: 'sideways' },
      pools: [{ key: 'onsite', capacity: 3, keptFor: ['ひかり市'], kept: 4, keptUntil: '2025-05-01' }],
    });
    expect(refused.status).toBe(422);
    const faults = refused.body.faults.map(({ field, code }: { field: string; code: string }) => [
      field,
      code,
    ]);
    expect(faults).toEqual(
      expect.arrayContaining([
        ['registration.lottery', 'file.approval_and_lottery'],
        ['pools.0.kept', 'file.kept_above_capacity'],
      ]),
    );
    expect(faults.some(([field]: string[]) => field === 'registration.queue')).toBe(true);
    const stranger = await bearer(app, await makeOrganization(app.db));
    const elsewhere = await app.http
      .put(`/api/v1/staff/courses/${id}`)
      .set('authorization', stranger)
      .send({ ...course, registration });
    expect(elsewhere.status).toBe(404);
    expect((await staff.get(`/staff/courses/${id}/copy?months=12`)).text).toContain(programme.title);
  });

  it('go with a copy to the next year', async () => {
    const { id, programme } = await made();
    const copy = await staff.get(`/staff/courses/${id}/copy?months=12`);
    expect(fieldsIn(copy.text)).toMatchObject({
      ...RULES,
      offerHours: '48',
      opensOn: '2026-03-01',
      closesOn: '2026-05-31',
      'seats.0.keptUntilOn': '2026-05-15',
    });
    const to = `/staff/programmes/${programme.slug}/courses/new`;
    const saved = await press(staff, copy, { to, fields: {} });
    const copied = /courses\/([^?]+)/.exec(saved.headers.location ?? '')?.[1] ?? '';
    const { lottery, channels } = await stored(id);
    expect(await stored(copied)).toMatchObject({ lottery, channels, joinUntil: 2, fiscalYear: 2026 });
  });
});
