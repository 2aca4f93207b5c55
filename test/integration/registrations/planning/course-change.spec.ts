import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Message } from '../../../../src/platform/mail/message.entity.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { makeParty } from '../../../support/attendance-factories.js';
import { makeOrganization, makeProgramme, makeSession } from '../../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { datesIn, type Fields, faultAt, fieldsIn, fillIn, OFF, press, textOf } from './wizard-form.js';

describe('a course whose schedule is changed', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  let colleague: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-01T09:00:00+09:00' });
    town = await makeOrganization(app.db);
    staff = await signInAs(app, town, 'organizer');
    colleague = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const sessionsOf = (courseId: string) =>
    app.db.manager.find(Session, { where: { courseId }, order: { startsOn: 'ASC', startTime: 'ASC' } });

  /** A course of third Saturdays from April to September, made through the wizard in March. */
  async function makeThirdSaturdays(fields: Fields = {}) {
    const programme = await makeProgramme(app.db, town);
    const page = `/staff/programmes/${programme.slug}/courses/new`;
    app.clock.set('2025-03-01T09:00:00+09:00');
    const answer = await fillIn(staff, {
      page,
      fields: {
        title: '令和7年度',
        fiscalYear: '2025',
        mode: 'session',
        start: '10:00',
        end: '11:45',
        'rule.0.monthly.3-saturday': '1',
        'rule.0.until': '2025-09',
        'seats.0.key': 'onsite',
        'seats.0.capacity': '10',
        ...fields,
      },
    });
    app.clock.set('2025-05-01T09:00:00+09:00');
    const id = /courses\/([^?]+)/.exec(answer.headers.location ?? '')?.[1];
    if (!id) throw new Error(textOf(answer.text));
    const sessions = await sessionsOf(id);
    const on = (date: string) => sessions.find(({ startsOn }) => startsOn === date)!;
    return { programme, id, page: `/staff/courses/${id}/schedule`, sessions, on };
  }

  /** Somebody who registered for this one session. */
  const register = (session: Session, given: { email: string; people?: number }) =>
    makeParty(app.db, [session], { sessionId: session.id, ...given });

  const toSecondSaturdays: Fields = { 'rule.0.monthly.3-saturday': OFF, 'rule.0.monthly.2-saturday': '1' };

  const mailsTo = async (email: string) =>
    (await app.db.manager.findBy(Message, { recipient: email })).map(({ kind }) => kind);

  it('shows what it says and gives now, and saves nothing where nothing is changed', async () => {
    const { id, page, sessions } = await makeThirdSaturdays();
    const shown = await staff.get(page);
    expect(fieldsIn(shown.text)).toMatchObject({
      'rule.0.monthly.3-saturday': '1',
      'rule.0.until': '2025-09',
    });
    expect(datesIn(shown.text)).toHaveLength(6);
    expect(datesIn(shown.text)[1]).toBe('2025年5月17日（土） 10:00～11:45 変わらない');
    expect((await press(staff, shown, { to: page, fields: {} })).status).toBe(303);
    expect(await sessionsOf(id)).toEqual(sessions);
    const audit = await app.db.query(
      'SELECT action FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [id],
    );
    expect(audit).toEqual([{ action: 'course.added' }]);
  });

  it('moves what nobody holds, and leaves the past and what is decided on to staff', async () => {
    const { id, page, on } = await makeThirdSaturdays();
    await register(on('2025-06-21'), { email: 'june@mail.example' });
    await register(on('2025-07-19'), { email: 'july@mail.example' });
    await register(on('2025-08-16'), { email: 'august@mail.example' });
    await app.db.manager.update(Session, on('2025-09-20').id, { topic: '手で書いた題' });
    const preview = await fillIn(staff, { page, act: 'preview', fields: toSecondSaturdays });
    const text = textOf(preview.text);
    expect(text).toContain('決めること 4件');
    expect(text).toContain('申込 1件（キャンセル待ちを含む）');
    expect(text).toContain('手で直したところ：テーマ');
    expect(text).toContain('最大1件のお知らせメールが届きます');
    expect(datesIn(preview.text)).toEqual([
      '2025年4月19日（土） 10:00～11:45 そのまま',
      '2025年5月10日（土） 10:00～11:45 新しい',
      '2025年5月17日（土） 10:00～11:45 なくなる',
      '2025年6月14日（土） 10:00～11:45 新しい',
      '2025年6月21日（土） 10:00～11:45 決めてください',
      '2025年7月12日（土） 10:00～11:45 新しい',
      '2025年7月19日（土） 10:00～11:45 決めてください',
      '2025年8月9日（土） 10:00～11:45 新しい',
      '2025年8月16日（土） 10:00～11:45 決めてください',
      '2025年9月13日（土） 10:00～11:45 新しい',
      '2025年9月20日（土） 10:00～11:45 決めてください 手で書いた題',
    ]);
    expect(await app.db.manager.countBy(Session, { courseId: id })).toBe(6);

    const undecided = await press(staff, preview, { to: page, fields: {} });
    expect(undecided.status).toBe(422);
    expect(faultAt(undecided.text, `decide.${on('2025-06-21').id}`)).toBe(
      'この回をどうするか決めてください。',
    );
    expect(undecided.text).toContain(`href="#decide.${on('2025-09-20').id}"`);
    expect(await app.db.manager.countBy(Session, { courseId: id })).toBe(6);

    const target = /value="(move:[^"]+)"[^>]*><label[^>]*>2025年6月14日/.exec(undecided.text)?.[1] ?? '';
    const decided = await press(staff, undecided, {
      to: page,
      fields: {
        [`decide.${on('2025-06-21').id}`]: target,
        [`decide.${on('2025-07-19').id}`]: 'keep',
        [`decide.${on('2025-08-16').id}`]: 'cancel',
        [`decide.${on('2025-09-20').id}`]: 'keep',
        cancelReason: '会場の工事のため',
      },
    });
    expect(decided.status).toBe(303);
    const rows = (await sessionsOf(id)).map(({ startsOn, status, ruled, cancelReason }) =>
      [startsOn, status, ruled ? 'rule' : 'hand', cancelReason].filter(Boolean).join(' '),
    );
    expect(rows).toEqual([
      '2025-04-19 scheduled rule',
      '2025-05-10 scheduled rule',
      '2025-06-14 scheduled hand',
      '2025-07-12 scheduled rule',
      '2025-07-19 scheduled hand',
      '2025-08-09 scheduled rule',
      '2025-08-16 cancelled hand 会場の工事のため',
      '2025-09-13 scheduled rule',
      '2025-09-20 scheduled hand',
    ]);
    expect(await mailsTo('june@mail.example')).toEqual(['changed']);
    expect(await mailsTo('july@mail.example')).toEqual([]);
    expect(await mailsTo('august@mail.example')).toEqual(['cancelled_session']);
    const page2 = textOf((await staff.get(`/staff/courses/${id}`)).text);
    expect(page2).toContain('毎月第2土曜日10:00～11:45');
    expect(page2).toContain('中止 個別の回');
    // Saved once more, nothing is to decide: what was decided holds.
    const again = await staff.get(page);
    expect(textOf(again.text)).not.toContain('決めること');
    expect((await press(staff, again, { to: page, fields: {} })).status).toBe(303);
    expect((await sessionsOf(id)).length).toBe(9);
  });

  it('asks about a new time where people hold places, and tells those who hold them, nobody else', async () => {
    const { id, page, on } = await makeThirdSaturdays();
    await register(on('2025-06-21'), { email: 'time@mail.example' });
    await register(on('2025-07-19'), { email: 'stay@mail.example' });
    const shown = await fillIn(staff, { page, act: 'preview', fields: { start: '13:00', end: '15:00' } });
    expect(textOf(shown.text)).toContain('規則で変わるところ：始まり、終わり');
    const answer = await press(staff, shown, {
      to: page,
      fields: {
        [`decide.${on('2025-06-21').id}`]: 'apply',
        [`decide.${on('2025-07-19').id}`]: 'keep',
      },
    });
    expect(answer.status).toBe(303);
    expect((await sessionsOf(id)).map(({ startTime }) => startTime)).toEqual([
      '10:00:00',
      '13:00:00',
      '13:00:00',
      '10:00:00',
      '13:00:00',
      '13:00:00',
    ]);
    expect(await mailsTo('time@mail.example')).toEqual(['changed']);
    expect(await mailsTo('stay@mail.example')).toEqual([]);
  });

  it('says beforehand what those get who registered for the whole course', async () => {
    const { page, sessions } = await makeThirdSaturdays({ mode: 'course' });
    const toCome = sessions.filter(({ startsOn }) => startsOn! > '2025-05-01');
    await makeParty(app.db, toCome, { email: 'whole@mail.example' });
    const fields = { 'rule.0.monthly.1-monday': '1', 'rule.0.from': '2025-06' };
    const shown = await fillIn(staff, { page, act: 'preview', fields });
    expect(textOf(shown.text)).toContain('この期に申し込んだ1件には、これからの新しい回すべてに席ができ');
    expect(textOf(shown.text)).toContain('（最大4通）');
    const gone = toCome.find(({ startsOn }) => startsOn === '2025-05-17')!;
    const answer = await press(staff, shown, { to: page, fields: { [`decide.${gone.id}`]: 'keep' } });
    expect(answer.status).toBe(303);
    expect(await mailsTo('whole@mail.example')).toEqual(['changed', 'changed', 'changed', 'changed']);
  });

  it('does not make fewer seats than are taken', async () => {
    const { page, on } = await makeThirdSaturdays();
    const session = on('2025-06-21');
    await register(session, { people: 4, email: 'four@mail.example' });
    const answer = await fillIn(staff, { page, fields: { 'seats.0.capacity': '3' } });
    expect(answer.status).toBe(409);
    expect(faultAt(answer.text, 'seats.0.capacity')).toContain('4席が埋まっています');
    expect(fieldsIn(answer.text)['seats.0.capacity']).toBe('3');
    expect(await app.db.manager.findOneBy(SeatPool, { sessionId: session.id })).toMatchObject({
      capacity: 10,
    });
  });

  it('takes the seats out with a session that another stands for, while it changes the seats', async () => {
    const { id, page, on } = await makeThirdSaturdays();
    const course = await app.db.manager.findOneByOrFail(Course, { id });
    const given = { startsOn: '2025-06-21', startTime: '13:00', endTime: '15:00', key: 'by-hand' };
    await makeSession(app.db, course, given);
    const fields = { start: '13:00', end: '15:00', 'seats.0.capacity': '12' };
    expect((await fillIn(staff, { page, fields })).status).toBe(303);
    expect(await app.db.manager.countBy(Session, { courseId: id, startsOn: '2025-06-21' })).toBe(1);
    expect(await app.db.manager.countBy(SeatPool, { sessionId: on('2025-06-21').id })).toBe(0);
    expect(await app.db.manager.findBy(SeatPool, { sessionId: on('2025-07-19').id })).toMatchObject([
      { capacity: 12 },
    ]);
  });

  it('takes a sort of seat out of sessions to come that nobody gave seats of their own', async () => {
    const { page, on } = await makeThirdSaturdays({ 'seats.1.key': 'online', 'seats.1.capacity': '20' });
    const own = on('2025-07-19').id;
    await app.db.manager.update(SeatPool, { sessionId: own, key: 'online' }, { capacity: 7 });
    const answer = await fillIn(staff, {
      page,
      fields: { 'seats.1.key': '', 'seats.1.capacity': '', 'seats.1.label': '' },
    });
    expect(answer.status).toBe(303);
    const keysOf = async (sessionId: string) =>
      (await app.db.manager.findBy(SeatPool, { sessionId })).map(({ key }) => key).toSorted();
    expect(await keysOf(on('2025-06-21').id)).toEqual(['onsite']);
    expect(await keysOf(own)).toEqual(['online', 'onsite']);
    expect(await keysOf(on('2025-04-19').id)).toEqual(['online', 'onsite']);
  });

  it('does not take out a sort of seat in which people have places', async () => {
    const { page, on } = await makeThirdSaturdays();
    await register(on('2025-06-21'), { email: 'seat@mail.example' });
    const answer = await fillIn(staff, { page, fields: { 'seats.0.key': 'online' } });
    expect(answer.status).toBe(409);
    expect(faultAt(answer.text, 'seats.0.capacity')).toContain('申込の記録がある');
    expect(await app.db.manager.findBy(SeatPool, { sessionId: on('2025-06-21').id })).toMatchObject([
      { key: 'onsite' },
    ]);
  });

  it('brings two people together: what only one changed is saved, what both changed is shown to the second', async () => {
    const { id, page } = await makeThirdSaturdays();
    const [mine, theirs] = [await staff.get(page), await colleague.get(page)];
    const first = await press(colleague, theirs, {
      to: page,
      fields: { notes: '持ち物：筆記具', title: '同僚の題' },
    });
    expect(first.status).toBe(303);
    const second = await press(staff, mine, { to: page, fields: { title: '私の題', end: '12:00' } });
    expect(second.status).toBe(409);
    const text = textOf(second.text);
    expect(text).toContain('ほかの人が先に保存しました');
    expect(text).toContain('ほかの人が保存した内容：同僚の題');
    expect(fieldsIn(second.text)).toMatchObject({ title: '私の題', end: '12:00', notes: '持ち物：筆記具' });
    expect(await app.db.manager.findOneBy(Course, { id })).toMatchObject({ title: '同僚の題' });
    expect((await press(staff, second, { to: page, fields: {} })).status).toBe(303);
    expect(await app.db.manager.findOneBy(Course, { id })).toMatchObject({
      title: '私の題',
      notes: '持ち物：筆記具',
      schedule: { defaults: { start: '10:00', end: '12:00' } },
    });
  });

  it('merges what two people save at the very same moment', async () => {
    const { id, page } = await makeThirdSaturdays();
    const [mine, theirs] = [await staff.get(page), await colleague.get(page)];
    const answers = await Promise.all([
      press(staff, mine, { to: page, fields: { notes: '私のことば' } }),
      press(colleague, theirs, { to: page, fields: { end: '12:30' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await app.db.manager.findOneBy(Course, { id })).toMatchObject({
      notes: '私のことば',
      schedule: { defaults: { end: '12:30' } },
    });
  });

  it('copies last year to this one by the same rule, holidays applied, and dates by hand shown one by one', async () => {
    const { id, programme } = await makeThirdSaturdays();
    const course = await app.db.manager.findOneByOrFail(Course, { id });
    await makeSession(app.db, course, {
      startsOn: '2025-04-29',
      topic: '初回の集い',
      key: 'first',
      number: 1,
    });
    await makeSession(app.db, course, { startsOn: '2025-10-11', topic: '講演', key: 'talk', number: 2 });
    await makeSession(app.db, course, { startsOn: '2025-11-05', topic: '祝日に当たる会', key: 'bad' });
    const shown = await staff.get(`/staff/courses/${id}/copy?months=12`);
    expect(shown.status).toBe(200);
    const fields = fieldsIn(shown.text);
    expect(fields).toMatchObject({
      title: '令和8年度',
      fiscalYear: '2026',
      key: 'r8',
      'rule.0.monthly.3-saturday': '1',
      'rule.0.until': '2026-09',
      'sessions.0.date': '2026-04-28',
      'sessions.0.use': '1',
      'sessions.1.date': '2026-10-10',
      'sessions.2.date': '2026-11-04',
    });
    expect(textOf(shown.text)).toContain('もとの日：2025年11月5日（水）');
    // 10 October 2026 is the second Saturday, no holiday; a fifth Tuesday went to the last one.
    expect(datesIn(shown.text)).toEqual(
      expect.arrayContaining([
        '2026年4月18日（土） 10:00～11:45 新しい',
        '2026年10月10日（土） 10:00～11:45 新しい 第2回 / 講演',
      ]),
    );
    const to = `/staff/programmes/${programme.slug}/courses/new`;
    const moved = await press(staff, shown, {
      to,
      act: 'preview',
      fields: { 'sessions.2.date': '2026-11-03' },
    });
    expect(textOf(moved.text)).toContain('文化の日に当たります。');
    expect(textOf(moved.text)).toMatch(/確かめること 1件 .*文化の日/);
    const answer = await press(staff, moved, { to, fields: { 'sessions.2.use': OFF } });
    expect(answer.status).toBe(303);
    const copy = /courses\/([^?]+)/.exec(answer.headers.location ?? '')?.[1] ?? '';
    const dates = (await sessionsOf(copy)).map(({ startsOn, topic }) =>
      [startsOn, topic].filter(Boolean).join(' '),
    );
    expect(dates).toEqual([
      ...['2026-04-18', '2026-04-28 初回の集い', '2026-05-16', '2026-06-20', '2026-07-18'],
      ...['2026-08-15', '2026-09-19', '2026-10-10 講演'],
    ]);
  });

  it('leaves a copied date that falls on a holiday unticked, and says why', async () => {
    const { id } = await makeThirdSaturdays({ 'rule.0.monthly.3-saturday': OFF, 'rule.0.until': OFF });
    const course = await app.db.manager.findOneByOrFail(Course, { id });
    // The first Monday of May: in 2026 it is みどりの日.
    await makeSession(app.db, course, { startsOn: '2025-05-05', topic: '五月', key: 'may' });
    const shown = await staff.get(`/staff/courses/${id}/copy?months=12`);
    expect(fieldsIn(shown.text)['sessions.0.date']).toBe('2026-05-04');
    expect(fieldsIn(shown.text)['sessions.0.use']).toBeUndefined();
    expect(textOf(shown.text)).toContain('みどりの日のため、外してあります');
    expect(datesIn(shown.text)).toEqual([]);
    const ticked = await press(staff, shown, {
      to: `/staff/programmes/${(await programmeOf(course)).slug}/courses/new`,
      act: 'preview',
      fields: { 'sessions.0.use': '1' },
    });
    expect(datesIn(ticked.text)).toEqual(['2026年5月4日（月） 10:00～11:45 新しい 五月']);
  });

  it('copies what has no date as what is known of it', async () => {
    const { id, programme } = await makeThirdSaturdays({
      'rule.0.monthly.3-saturday': OFF,
      'rule.0.until': OFF,
    });
    const course = await app.db.manager.findOneByOrFail(Course, { id });
    const open = { startsOn: null, startTime: null, endTime: null };
    await makeSession(app.db, course, { ...open, dateText: '日程は後日', topic: '見学会', key: 'visit' });
    await makeSession(app.db, course, {
      ...{ ...open, withinFrom: '2025-10-01', withinUntil: '2026-03-31', key: 'half', topic: '講演' },
    });
    const shown = await staff.get(`/staff/courses/${id}/copy`);
    expect(shown.text).toContain('2026-10/2027-03');
    const answer = await press(staff, shown, {
      to: `/staff/programmes/${programme.slug}/courses/new`,
      fields: {},
    });
    const copy = /courses\/([^?]+)/.exec(answer.headers.location ?? '')?.[1] ?? '';
    const rows = await app.db.manager.find(Session, { where: { courseId: copy }, order: { topic: 'ASC' } });
    expect(
      rows.map(({ dateState, dateText, withinFrom, topic }) => ({ dateState, dateText, withinFrom, topic })),
    ).toEqual(
      expect.arrayContaining([
        { dateState: 'undated', dateText: '日程は後日', withinFrom: null, topic: '見学会' },
        { dateState: 'undated', dateText: null, withinFrom: '2026-10-01', topic: '講演' },
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  const programmeOf = async ({ programmeId }: Course) => {
    const [programme] = await app.db.query('SELECT slug FROM programmes WHERE id = $1', [programmeId]);
    return programme as { slug: string };
  };

  it('is for organizers of the town and of its co-hosts; viewers read, others find nothing', async () => {
    const { id, page, programme } = await makeThirdSaturdays();
    const viewer = await signInAs(app, town, 'viewer');
    const seen = await viewer.get(`/staff/courses/${id}`);
    expect(seen.status).toBe(200);
    expect(seen.text).not.toContain('/schedule');
    expect(seen.text).not.toContain('/edit');
    for (const path of [
      page,
      `/staff/courses/${id}/copy`,
      `/staff/programmes/${programme.slug}/courses/new`,
    ]) {
      expect((await viewer.get(path)).status).toBe(403);
    }
    const neighbour = await makeOrganization(app.db);
    const other = await signInAs(app, neighbour, 'organizer');
    for (const path of [
      page,
      `/staff/courses/${id}`,
      `/staff/courses/${newId()}`,
      '/staff/courses/x/schedule',
    ]) {
      expect((await other.get(path)).status).toBe(404);
    }
    await app.db.manager.insert(ProgrammeHost, {
      id: newId(),
      programmeId: programme.id,
      role: 'co_host',
      name: neighbour.name,
      hostOrganizationId: neighbour.id,
      rights: 'organizer',
      position: 1,
    } as never);
    expect((await other.get(`/staff/courses/${id}`)).text).toContain('/schedule');
    expect((await fillIn(other, { page, fields: { notes: '隣の市から' } })).status).toBe(303);
    await app.db.manager.update(ProgrammeHost, { programmeId: programme.id }, { rights: 'viewer' });
    expect((await other.get(`/staff/courses/${id}`)).status).toBe(200);
    expect((await other.get(page)).status).toBe(403);
  });

  it('is planned the same way by programs: dry run, faults with paths, decisions', async () => {
    const authorization = await bearer(app, town, 'organizer');
    const programme = await makeProgramme(app.db, town);
    const path = `/api/v1/staff/programmes/${programme.slug}/courses`;
    const course = {
      key: 'r7',
      title: '令和7年度',
      fiscalYear: 2025,
      registration: { mode: 'session' },
      defaults: { start: '10:00' },
      rule: {
        monthly: ['2 tuesday', '4 tuesday'],
        from: '2025-09',
        until: '2025-10',
        except: { holidays: true },
      },
    };
    const send = (method: 'post' | 'put', to: string, body: object) =>
      app.http[method](to).set('authorization', authorization).send(body);
    const dry = await send('post', `${path}?dryRun=true`, course);
    expect(dry.status).toBe(200);
    expect(dry.body.sessions.map(({ startsOn }: { startsOn: string }) => startsOn)).toEqual([
      '2025-09-09',
      '2025-10-14',
      '2025-10-28',
    ]);
    expect(dry.body.skipped).toMatchObject([
      { date: '2025-09-23', reason: 'holiday', holiday: { name: '秋分の日' } },
    ]);
    expect(await app.db.manager.countBy(Course, { programmeId: programme.id })).toBe(0);

    const made = await send('post', path, course);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ programme: programme.slug, course: { key: 'r7', rule: course.rule } });
    expect((await send('post', path, course)).status).toBe(409);
    const [session] = await sessionsOf(made.body.id);
    await register(session!, { email: 'api@mail.example' });
    const to = `/api/v1/staff/courses/${made.body.id}`;
    const later = { ...course, rule: { ...course.rule, from: '2025-10' } };
    const refused = await send('put', to, later);
    expect([refused.status, refused.body.faults]).toMatchObject([
      422,
      [{ field: `decide.${session!.id}`, code: 'decisionNeeded' }],
    ]);
    const decisions = { [session!.id]: 'cancel' };
    expect((await send('put', to, { ...later, decisions, cancelReason: '都合により' })).status).toBe(200);
    expect(await mailsTo('api@mail.example')).toEqual(['cancelled_session']);

    const wrong = await send('put', to, { ...course, rule: { weekly: ['moonday'], start: '10' } });
    expect(wrong.status).toBe(422);
    expect(wrong.body.faults).toMatchObject([
      { field: 'rule.weekly.0', code: expect.stringContaining('file.not_one_of') },
      { field: 'rule.start', code: 'file.not_a_time', remedy: expect.any(String) },
    ]);
    for (const body of [
      [],
      { ...course, rule: [null, 3] },
      { ...course, decisions: [] },
      { ...course, rule: { sameDatesAs: 5 } },
      { ...course, rule: { sameDatesAs: { toString: 1 } } },
    ]) {
      expect((await send('put', `${to}?dryRun=true`, body)).status).toBeLessThan(500);
      expect((await send('put', to, body)).status).toBe(422);
    }
  });
});
