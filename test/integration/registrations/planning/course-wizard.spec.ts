import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { datesIn, type Fields, faultAt, fieldsIn, fillIn, OFF, textOf } from './wizard-form.js';

describe('a new course through the wizard, without any script', () => {
  let app: TestApp;
  let town: Organization;
  let programme: Programme;
  let staff: StaffBrowser;
  let page: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-10T09:00:00+09:00' });
    town = await makeOrganization(app.db, {
      closures: [{ from: '2025-08-13', until: '2025-08-15', reason: '夏季休業' }],
    });
    programme = await makeProgramme(app.db, town);
    staff = await signInAs(app, town, 'organizer');
    page = `/staff/programmes/${programme.slug}/courses/new`;
  });
  afterAll(() => app.close());

  /** Saves a course with these fields and answers its dates. */
  async function datesOf(fields: Fields) {
    const { course } = await saved(fields);
    return (await sessionsOf(course.id)).map(({ startsOn }) => startsOn);
  }

  const sessionsOf = (courseId: string) =>
    app.db.manager.find(Session, { where: { courseId }, order: { startsOn: 'ASC', startTime: 'ASC' } });

  async function saved(fields: Fields, start = page) {
    const answer = await fillIn(staff, { page: start, to: page, fields: { fiscalYear: '2025', ...fields } });
    if (answer.status !== 303) throw new Error(textOf(answer.text));
    const id = /courses\/([^?]+)/.exec(answer.headers.location ?? '')?.[1] ?? '';
    return {
      course: await app.db.manager.findOneByOrFail(Course, { id }),
      location: answer.headers.location,
    };
  }

  it('begins with a title, a year, a free key, and exceptions ticked as towns keep them', async () => {
    const fields = fieldsIn((await staff.get(page)).text);
    expect(fields).toMatchObject({
      title: '令和7年度',
      fiscalYear: '2025',
      waitingList: '1',
      'rule.0.except.holidays': '1',
      'rule.0.except.yearEnd': '1',
      'rule.0.except.closures': '1',
    });
    expect(fields.key).toMatch(/^r7(-\d+)?$/);
  });

  it('shows every date, and every date left out with its reason, before anything is saved', async () => {
    const before = await app.db.manager.count(Course);
    const answer = await fillIn(staff, {
      page,
      act: 'preview',
      fields: { fiscalYear: '2025', 'rule.0.monthly.2-tuesday': '1', 'rule.0.monthly.4-tuesday': '1' },
    });
    expect(answer.status).toBe(200);
    const dates = datesIn(answer.text);
    expect(dates).toHaveLength(24);
    expect(dates).toContain('2025年9月23日（火） 除く 秋分の日');
    expect(dates.filter((date) => date.includes('新しい'))).toHaveLength(23);
    expect(textOf(answer.text)).toContain('新しい回 23、除く日 1');
    expect(await app.db.manager.count(Course)).toBe(before);
    // What was ticked is still ticked.
    expect(fieldsIn(answer.text)).toMatchObject({ 'rule.0.monthly.2-tuesday': '1', fiscalYear: '2025' });
  });

  it('names year end, closures of the house and the venue, single dates and periods as reasons', async () => {
    const venue = await makeVenue(app.db, town, {
      name: '公民館',
      closures: [{ from: '2025-06-10', reason: '空調工事' }],
      closedOn: ['monday'],
    });
    const fields = {
      fiscalYear: '2025',
      venue: venue.key,
      'rule.0.daily': '1',
      'rule.0.exceptDates': '2025/7/7\n2025-07-08',
      'rule.0.periods.0.from': '2025-07-15',
      'rule.0.periods.0.until': '2025-07-16',
      'rule.0.periods.0.reason': '改修',
    };
    const dates = datesIn((await fillIn(staff, { page, act: 'preview', fields })).text);
    expect(dates).toEqual(
      expect.arrayContaining([
        '2025年12月31日（水） 除く 年末年始',
        '2025年8月13日（水） 除く 団体の休み（夏季休業）',
        '2025年6月10日（火） 除く 会場の休み（空調工事）',
        '2025年6月9日（月） 除く 会場の定休日',
        '2025年7月8日（火） 除く 日付で除いた日',
        '2025年7月15日（火） 除く 休む期間（改修）',
      ]),
    );
    const english = await fillIn(staff, {
      page: `${page}?lang=en`,
      to: `${page}?lang=en`,
      act: 'preview',
      fields,
    });
    expect(datesIn(english.text)).toContain(
      'Wednesday, 13 August 2025 Left out organization closed (夏季休業)',
    );
    expect(datesIn(english.text)).toContain('Tuesday, 29 April 2025 Left out Showa Day');
  });

  it('marks holidays of years that are not published yet as forecasts', async () => {
    const fields = {
      fiscalYear: '2026',
      'rule.0.weekly.monday': '1',
      'rule.0.from': '2027-01',
      'rule.0.until': '2027-03',
    };
    const dates = datesIn((await fillIn(staff, { page, act: 'preview', fields })).text);
    expect(dates).toContain('2027年1月11日（月） 除く 成人の日 見込み');
  });

  it('warns of sessions on holidays where these are not left out', async () => {
    const fields = { fiscalYear: '2025', 'rule.0.monthly.4-tuesday': '1', 'rule.0.except.holidays': OFF };
    const answer = await fillIn(staff, { page, act: 'preview', fields });
    expect(datesIn(answer.text).some((date) => date.includes('除く'))).toBe(false);
    expect(textOf(answer.text)).toMatch(/確かめること 1件 .*秋分の日/);
  });

  it('warns of a room that is taken, with the facts, and lets staff save it all the same', async () => {
    const room = await makeVenue(app.db, town, { name: '和室' });
    const other = await makeCourse(app.db, await makeProgramme(app.db, town, { title: '居場所' }));
    await makeSession(app.db, other, { startsOn: '2025-06-07', venueId: room.id });
    const fields = {
      ...{ title: '家族の集い', fiscalYear: '2025', venue: room.key, start: '11:00', end: '12:00' },
      'rule.0.monthly.1-saturday': '1',
    };
    const answer = await fillIn(staff, { page, act: 'preview', fields });
    expect(textOf(answer.text)).toMatch(/確かめること 1件 .*居場所.*和室/);
    expect((await saved(fields)).location).toContain('?saved=1');
  });

  it('makes 第3土曜日、8月・12月を除く, with seats, registration and the usual times', async () => {
    const venue = await makeVenue(app.db, town, { name: '市民会館' });
    const { course, location } = await saved({
      title: 'エールの会',
      venue: venue.key,
      start: '10:00',
      end: '11:45',
      mode: 'both',
      opensOn: '2025-03-15',
      opensAt: '09:00',
      closesOn: '2025-04-10',
      'rule.0.monthly.3-saturday': '1',
      'rule.0.monthsMode': 'except',
      'rule.0.months.8': '1',
      'rule.0.months.12': '1',
      'rule.0.numbered': '1',
      'seats.0.key': 'onsite',
      'seats.0.capacity': '20',
    });
    const sessions = await sessionsOf(course.id);
    expect(sessions.map(({ startsOn }) => startsOn)).toEqual([
      ...['2025-04-19', '2025-05-17', '2025-06-21', '2025-07-19', '2025-09-20'],
      ...['2025-10-18', '2025-11-15', '2026-01-17', '2026-02-21', '2026-03-21'],
    ]);
    expect(sessions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(sessions[0]).toMatchObject({ startTime: '10:00:00', endTime: '11:45:00', venueId: venue.id });
    expect(course).toMatchObject({
      registrationMode: 'both',
      opensAt: new Date('2025-03-15T09:00:00+09:00'),
      closesAt: new Date('2025-04-11T00:00:00+09:00'),
    });
    const pools = await app.db.manager.findBy(SeatPool, { sessionId: sessions[0]!.id });
    expect(pools).toMatchObject([{ key: 'onsite', label: '会場', capacity: 20, unit: 'people' }]);
    const shown = textOf((await staff.get(location!)).text);
    expect(shown).toContain('保存しました');
    expect(shown).toContain('毎月第3土曜日（8月・12月を除く）10:00～11:45');
    expect(shown).toContain('第1回 2025年4月19日（土） 10:00～11:45');
    expect(shown).toContain('0／20人 規則どおり 直す');
    const audit = await app.db.query(
      'SELECT actor, action FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [course.id],
    );
    expect(audit).toEqual([{ actor: `staff:${staff.id}`, action: 'course.added' }]);
  });

  it('makes courses by each kind of rule', async () => {
    expect(
      await datesOf({
        'rule.0.weekly.wednesday': '1',
        'rule.0.everyWeeks': '2',
        'rule.0.anchor': '2025-04-09',
        'rule.0.from': '2025年4月',
        'rule.0.until': '2025/5/21',
      }),
    ).toEqual(['2025-04-09', '2025-04-23', '2025-05-07', '2025-05-21']);
    expect(
      await datesOf({
        'rule.0.monthly.1-saturday': '1',
        'rule.0.monthly.2-wednesday': '1',
        'rule.0.monthly.last-friday': '1',
        'rule.0.from': '2025-06',
        'rule.0.until': '2025-06',
      }),
    ).toEqual(['2025-06-07', '2025-06-11', '2025-06-27']);
    expect(
      await datesOf({
        'rule.0.monthDays': '１５、末日',
        'rule.0.monthsMode': 'only',
        'rule.0.months.7': '1',
        'rule.0.months.2': '1',
      }),
    ).toEqual(['2025-07-15', '2025-07-31', '2026-02-15', '2026-02-28']);
    expect(await datesOf({ 'rule.0.daily': '1', 'rule.0.from': '2025-06-01', 'rule.0.count': '3' })).toEqual([
      '2025-06-01',
      '2025-06-02',
      '2025-06-03',
    ]);
    const lender = await makeProgramme(app.db, town, { title: '個別相談' });
    const lent = await makeCourse(app.db, lender);
    await makeSession(app.db, lent, { startsOn: '2025-06-12' });
    await makeSession(app.db, lent, { startsOn: '2025-07-10' });
    expect(await datesOf({ 'rule.0.sameDatesAs': lender.key })).toEqual(['2025-06-12', '2025-07-10']);
  });

  it('makes two rules with times of their own, formats in turn, and round-the-clock days', async () => {
    const first = await fillIn(staff, {
      page,
      more: 'rule',
      fields: {
        fiscalYear: '2025',
        'rule.0.monthly.1-saturday': '1',
        'rule.0.start': '10:00',
        'rule.0.turns.0.format': 'テーマ別',
        'rule.0.turns.1.format': 'フリートーク',
        'rule.0.from': '2025-04',
        'rule.0.until': '2025-06',
      },
    });
    expect(first.status).toBe(200);
    const fields = {
      ...fieldsIn(first.text),
      'rule.1.monthly.3-wednesday': '1',
      'rule.1.start': '00:00',
      'rule.1.end': '24:00',
      'rule.1.from': '2025-04',
      'rule.1.until': '2025-04',
    };
    const { course } = await saved(fields);
    expect(
      (await sessionsOf(course.id)).map(({ startsOn, startTime, endTime, format }) => [
        startsOn,
        startTime,
        endTime,
        format,
      ]),
    ).toEqual([
      ['2025-04-05', '10:00:00', null, 'テーマ別'],
      ['2025-04-16', '00:00:00', '24:00:00', null],
      // 3 May is 憲法記念日: the turn is not lost on a day that is left out.
      ['2025-06-07', '10:00:00', null, 'フリートーク'],
    ]);
  });

  it('offers a day of consultations: slots for one party each, in person or online', async () => {
    const room = await makeVenue(app.db, town, { name: 'オンライン相談室', online: true });
    const { course } = await saved(
      { title: '個別相談', venue: room.key, 'rule.0.monthly.2-thursday': '1', 'rule.0.until': '2025-04' },
      `${page}?start=consultation`,
    );
    const sessions = await sessionsOf(course.id);
    expect(sessions.map(({ startsOn, startTime, endTime }) => `${startsOn} ${startTime}-${endTime}`)).toEqual(
      ['2025-04-10 10:30:00-12:00:00', '2025-04-10 13:00:00-14:30:00', '2025-04-10 15:00:00-16:30:00'],
    );
    const pools = await app.db.manager.findBy(SeatPool, { sessionId: sessions[1]!.id });
    expect(pools).toMatchObject([{ unit: 'parties', capacity: 1 }]);
    expect(course.registrationMode).toBe('session');
    expect(sessions[0]!.venueId).toBe(room.id);
  });

  it('saves once where the button is pressed twice, and refuses the key of a different course', async () => {
    const fields = { title: '二度押し', key: 'twice', fiscalYear: '2025', 'rule.0.monthly.1-monday': '1' };
    const shown = await staff.get(page);
    const sent = { ...fieldsIn(shown.text), ...fields, act: 'save' };
    const [one, two] = [await staff.post(page, sent), await staff.post(page, sent)];
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(two.headers.location).toBe(one.headers.location);
    const other = await staff.post(page, { ...sent, title: 'べつの期' });
    expect(other.status).toBe(409);
    expect(faultAt(other.text, 'key')).toContain('このキーの期がもうあります');
    expect(fieldsIn(other.text).title).toBe('べつの期');
  });

  it.each<[string, Fields, string, string]>([
    [
      'gives nothing',
      { 'rule.0.monthly.3-saturday': '1', 'rule.0.from': '2025-04-01', 'rule.0.until': '2025-04-05' },
      'rule.0',
      'この規則からは、日付が一つも出ません。',
    ],
    ['gives over 1,000', { 'rule.0.daily': '1', 'rule.0.until': '2028-12' }, 'rule.0', '1000回までです'],
    ['says on no day', { 'rule.0.start': '10:00' }, 'rule.0', 'どの日に開くかがえらばれていません。'],
    [
      'ends before it begins',
      { 'rule.0.daily': '1', 'rule.0.from': '2025-09', 'rule.0.until': '2025-05' },
      'rule.0.until',
      '始まり（2025-09）より前です',
    ],
    [
      'ends before its start',
      { 'rule.0.daily': '1', 'rule.0.start': '13:00', 'rule.0.end': '12:00' },
      'rule.0.end',
      '始まり（13:00）より後ではありません',
    ],
    [
      'has an end that is no time',
      { 'rule.0.daily': '1', end: '25:00' },
      'end',
      '「25:00」は時刻ではありません。',
    ],
    [
      'has an unknown venue',
      { venue: 'nowhere', 'rule.0.daily': '1' },
      'venue',
      'この会場は登録されていません。',
    ],
    [
      'has 29 February of 2025',
      { 'rule.0.daily': '1', 'rule.0.from': '2025-02-29' },
      'rule.0.from',
      '年月でも日付でもありません',
    ],
    [
      'has an unknown zone',
      { 'rule.0.daily': '1', timeZone: 'Asia/Nowhere' },
      'timeZone',
      '時間帯は見つかりません',
    ],
    ['has no title', { title: '', 'rule.0.daily': '1' }, 'title', '入力してください。'],
    ['has a bad key', { key: '家族', 'rule.0.daily': '1' }, 'key', 'キーとして使えません'],
    [
      'says weeks without weekdays',
      { 'rule.0.monthly.1-monday': '1', 'rule.0.everyWeeks': '2' },
      'rule.0.everyWeeks',
      '曜日がえらばれていません',
    ],
    [
      'takes turns alone',
      { 'rule.0.daily': '1', 'rule.0.turns.0.format': '講話' },
      'rule.0.turns.0.format',
      '二つ以上が要ります',
    ],
    [
      'closes before it opens',
      { opensOn: '2025-05-01', closesOn: '2025-04-01', 'rule.0.daily': '1' },
      'closesOn',
      '2025-05-01',
    ],
    [
      'has a capacity and none',
      { 'seats.0.capacity': '5', 'seats.0.unlimited': '1', 'rule.0.daily': '1' },
      'seats.0.capacity',
      'どちらか一つ',
    ],
    [
      'has a capacity in words',
      { 'seats.0.capacity': '五人', 'rule.0.daily': '1' },
      'seats.0.capacity',
      '定員は整数で',
    ],
    [
      'leaves out what is no date',
      { 'rule.0.daily': '1', 'rule.0.exceptDates': 'お盆' },
      'rule.0.exceptDates',
      '「お盆」は日付ではありません',
    ],
  ])(
    'refuses a course that %s, at its field, with everything typed kept',
    async (_, fields, field, words) => {
      const given: Fields = {
        title: 'だめな期',
        key: 'bad',
        fiscalYear: '2025',
        notes: '残ることば',
        ...fields,
      };
      const answer = await fillIn(staff, { page, fields: given });
      expect(answer.status).toBe(422);
      expect(faultAt(answer.text, field) || textOf(answer.text)).toContain(words);
      expect(faultAt(answer.text, field)).not.toBe('');
      expect(answer.text).toContain(`href="#${field}"`);
      expect(fieldsIn(answer.text)).toMatchObject(
        Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
      );
      expect(await app.db.manager.existsBy(Course, { programmeId: programme.id, key: given.key! })).toBe(
        false,
      );
    },
  );
});
