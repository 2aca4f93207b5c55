import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import type { FileChannels, FileLottery } from '../../../../src/programmes/domain/registering-file.js';
import { sessionInstants } from '../../../../src/programmes/domain/session-instants.js';
import { FiscalYearPlan } from '../../../../src/programmes/fiscal-year-plan.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { Venue } from '../../../../src/programmes/venue.entity.js';
import { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { idOfKey } from '../../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { doings, emptyDatabase, exportFiles, importFiles, rowsOf } from './exported.js';

const TOWN = `format: tsudoi/1
organization: {key: town, name: 町, municipalityCode: "011002", municipalityName: 本町, yearEnd: {from: "12-28", until: "01-05"}, closures: [{from: 2025-08-13, until: 2025-08-15, reason: 夏季休業}], desk: {quietFrom: "20:00", closedOn: [saturday, sunday], closedOnHolidays: true}, sensitiveAnswersDays: 14}
venues:
  - {key: hall, name: 町民会館, address: 本町1-2, building: 2階, latitude: 35.0116, longitude: -135.5, parking: 20台, closedOn: [sunday], closures: [{from: 2025-06-10}]}
  - {key: online, name: オンライン, online: true, url: "https://meeting.example/room"}
programmes:
  - key: class
    title: 家族教室
    titleKana: カゾクキョウシツ
    contactTel: 075-000-0001
    contactExtension: "0123"
    kind: class_series
    hosts: [{role: organizer, name: 町}, {role: co_host, name: となり町, organization: next, rights: reception}]
    plans: [{fiscalYear: 2025, planned: 6, plannedMax: 9, text: "6～9回"}]
    results: [{fiscalYear: 2024, held: 0, attendances: 0, uniquePeople: 0}]
    eligibility:
      - {rule: age, as: guidance, of: relative, min: 18, max: 49, text: おおむね18歳から49歳まで, textEn: About 18 to 49}
      - {rule: residence, as: enforced, municipalities: [町, となり町]}
      - {rule: completed, programme: talks}
      - {rule: other, text: 静かに過ごせる人}
    asks: {relation: required, companions: no, municipality: optional}
    questions:
      - {key: food, text: 食べられないもの, textEn: Food, type: short, required: true}
      - {key: way, text: 来方, type: choice, choices: [電車, 車], sensitive: false}
      - {key: words, text: 伝えておきたいこと, type: long, sensitive: true}
    courses:
      - key: first
        title: 前期
        registration:
          mode: both
          opens: 2025-03-01T09:00
          closes: 2025-04-10
          queue: holds
          offerHours: 48
          approval: true
          joinUntil: 1
          maxPeople: 3
          minimum: {people: 4, daysBefore: 3}
          channels:
            web: {opens: 2025-03-02, closes: 2025-04-09, closesBefore: {days: 1, at: "17:00"}}
            telephone: {weekdays: [monday, friday], from: "08:30", until: "17:30"}
            desk: {}
        pools:
          - {key: onsite, label: 会場, capacity: 20, keptFor: [となり町], kept: 5, keptUntil: 2025-03-31}
          - {key: online, label: 画面, capacity: none}
        defaults: {venue: hall, start: "10:00", end: "11:45", lecturer: 心理士, durationText: 105分}
        alsoFor: [talks]
        sessions:
          - {number: 1, date: 2025-04-14, topic: 心模様, listNumber: "007"}
          - {number: 2, date: 2025-05-12, venue: online, segments: [{start: "10:00", topic: 話}]}
          - {key: trip, undated: 秋ごろ, within: 2025-09/2025-11}
          - {key: camp, date: 2025-08-02, endDate: 2025-08-03}
  - key: talks
    title: つどい
    kind: family_meeting
    partOf: class
    frequency: {per: month, times: 1, qualifier: about}
    relations: [{kind: follows, programme: class, text: 教室のあと}]
    courses:
      - key: r7
        title: 令和7年度
        fiscalYear: 2025
        registration: {mode: session, lottery: {priorities: [first_timers, residents], residents: [町]}, closesWhenFull: true}
        pools: [{key: onsite, unit: parties, capacity: 1}]
        defaults: {venue: hall, start: "13:30"}
        rule:
          monthly: [2 tuesday, last friday]
          except: {holidays: true, yearEnd: true}
          alternate: {turns: [{format: テーマ別}, {format: フリートーク, topic: 自由}]}
          numbered: true
  - key: desk
    title: 相談
    kind: consultation
    reminders: []
    thanks: {daysAfter: 0, at: "19:00"}
    courses:
      - key: r7
        title: 令和7年度
        fiscalYear: 2025
        registration: {mode: members, approval: true, waitingList: false}
        rule: {sameDatesAs: talks, slots: [{start: "10:30", end: "12:00"}, {start: "13:00"}]}
`;
const NEXT = 'format: tsudoi/1\norganization: {key: next, name: となり町}\n';

const TRICKY = [
  'null',
  'yes',
  '0123',
  '12:30',
  '2025-04-01',
  '# 一',
  '- 二',
  'a: b',
  '"引用"',
  "it's",
  '*a',
  '{a',
  '~',
];
/** A text as the screens let it through: no control characters, nothing blank at its end. */
const word = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .map((text) => text.replace(/[\p{C}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '').trim())
    .filter((text) => text !== ''),
);
const maybe = fc.option(word, { nil: null });
const lines = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('\n'));
const pick = fc.nat({ max: 10_000 });
const day = fc.integer({ min: 1, max: 28 }).map((date) => `2025-11-${String(date).padStart(2, '0')}`);

const lottery: fc.Arbitrary<FileLottery | null> = fc.constantFrom(
  null,
  {},
  { priorities: [] },
  { priorities: ['residents', 'first_timers'], residents: ['町'] },
);
const channels: fc.Arbitrary<FileChannels | null> = fc.constantFrom(
  null,
  { web: {} },
  { telephone: { from: '08:30', until: '17:15', weekdays: ['monday'] } },
  {
    desk: { closes: '2025-04-01' },
    web: { closesBefore: { at: '17:00', days: 0 }, opens: '2025-03-01T00:00' },
  },
);

type Act = (app: TestApp) => Promise<unknown>;

/** One of the rows, whichever there are. */
async function some<Row>(
  rows: readonly Row[],
  at: number,
  act: (row: Row) => Promise<unknown>,
): Promise<unknown> {
  const row = rows[at % Math.max(1, rows.length)];
  return row && act(row);
}

/** Degrees as a map gives them, and nought and the poles. */
const degrees = (most: number) =>
  fc.oneof(
    fc.constantFrom(0, most, -most),
    fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((one) => one / 1e6),
  );
const position = fc.option(fc.record({ latitude: degrees(90), longitude: degrees(180) }), {
  nil: { latitude: null, longitude: null },
});

const sessions = (app: TestApp) => app.db.manager.find(Session, { order: { id: 'ASC' } });

/** Changes a session as its editor does: what follows from its times is made to follow. */
async function editSession(
  app: TestApp,
  at: number,
  change: (session: Session) => Partial<Session>,
): Promise<unknown> {
  return some(await sessions(app), at, async (session) => {
    const after = { ...session, ...change(session) };
    const dated = after.startsOn !== null;
    const { ruled: _ruled, asked: _asked, ...row } = after;
    await app.db.manager.update(Session, session.id, {
      ...row,
      ...sessionInstants(after),
      dateState: dated ? 'dated' : 'undated',
      ...(dated ? { dateText: null, withinFrom: null, withinUntil: null } : { endsOn: null }),
    });
    const closed = after.status === 'cancelled';
    await app.db.manager.update(SeatPool, { sessionId: session.id }, { closed });
  });
}

const edits: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(pick, maybe, maybe, maybe, maybe).map(
    ([at, topic, lecturer, format, durationText]): Act =>
      (app) =>
        editSession(app, at, () => ({ topic, lecturer, format, durationText })),
  ),
  fc.tuple(pick, day).map(
    ([at, startsOn]): Act =>
      (app) =>
        editSession(app, at, () => ({ startsOn, endsOn: null })),
  ),
  fc.tuple(pick, fc.constantFrom('秋ごろ', null)).map(
    ([at, dateText]): Act =>
      (app) =>
        editSession(app, at, () => ({
          startsOn: null,
          dateText,
          ...(dateText === null
            ? { withinFrom: '2025-10-01', withinUntil: '2026-03-31' }
            : { withinFrom: null, withinUntil: null }),
        })),
  ),
  fc.tuple(pick, fc.constantFrom(['09:15', '24:00'], ['09:15', null], [null, null])).map(
    ([at, [startTime, endTime]]): Act =>
      (app) =>
        editSession(app, at, () => ({ startTime: startTime!, endTime: endTime!, doorsOpen: null })),
  ),
  fc.tuple(pick, maybe).map(
    ([at, cancelReason]): Act =>
      (app) =>
        editSession(app, at, () => ({ status: 'cancelled', cancelReason })),
  ),
  fc.tuple(pick, fc.nat({ max: 2 })).map(
    ([at, venue]): Act =>
      async (app) => {
        const venues = await app.db.manager.find(Venue, { order: { key: 'ASC' } });
        return editSession(app, at, () => ({ venueId: venues[venue]?.id ?? null }));
      },
  ),
  fc.tuple(pick, fc.subarray(['class', 'talks', 'desk'])).map(
    ([at, keys]): Act =>
      (app) =>
        editSession(app, at, () => ({ alsoForIds: keys.map((key) => idOfKey('programme', 'town', key)) })),
  ),
  fc.tuple(pick, maybe).map(
    ([at, title]): Act =>
      (app) =>
        editSession(app, at, () => ({ title, number: null, timeZone: 'Asia/Seoul', segments: [] })),
  ),
  pick.map(
    (at): Act =>
      async (app) =>
        some(await sessions(app), at, ({ id }) => app.db.manager.delete(Session, id)),
  ),
  fc.tuple(pick, fc.option(fc.integer({ min: 5, max: 99 }), { nil: null }), fc.boolean()).map(
    ([at, capacity, stated]): Act =>
      async (app) =>
        some(await app.db.manager.find(SeatPool, { order: { id: 'ASC' } }), at, ({ id }) =>
          app.db.manager.update(SeatPool, id, { capacity, capacityStated: stated || capacity !== null }),
        ),
  ),
  fc.tuple(pick, word, maybe).map(
    ([at, label, labelEn]): Act =>
      async (app) =>
        some(await sessions(app), at, ({ id, organizationId, status }) =>
          app.db.manager.upsert(
            SeatPool,
            {
              id: idOfKey('pool', id, 'quiet'),
              sessionId: id,
              organizationId,
              key: 'quiet',
              label,
              labelEn,
              closed: status === 'cancelled',
              position: 9,
            },
            ['id'],
          ),
        ),
  ),
  fc.tuple(pick, word, fc.option(lines, { nil: null }), maybe, fc.array(word, { maxLength: 3 })).map(
    ([at, title, description, fee, notes]): Act =>
      async (app) =>
        some(await app.db.manager.find(Programme, { order: { id: 'ASC' } }), at, ({ id }) =>
          app.db.manager.update(Programme, id, {
            ...{ title, description, fee, notes },
            status: 'trial',
            partOfId: null,
            relations: [],
            frequency: { per: 'as_needed', text: title },
            reminders: at % 2 ? [] : [{ daysBefore: 3, at: '09:05' }, { hoursBefore: 2 }],
            thanks: at % 3 ? { daysAfter: at % 31, at: '10:00' } : null,
          }),
        ),
  ),
  fc.tuple(word, fc.boolean()).map(
    ([name, isGone]): Act =>
      async (app) => {
        const programmeId = idOfKey('programme', 'town', 'class');
        if (isGone) return app.db.manager.delete(ProgrammeHost, { programmeId, role: 'co_host' });
        const id = idOfKey('host', programmeId, 'sponsor', name);
        return app.db.manager.upsert(ProgrammeHost, { id, programmeId, role: 'sponsor', name, position: 5 }, [
          'id',
        ]);
      },
  ),
  fc.tuple(fc.nat({ max: 50 }), maybe).map(
    ([planned, reason]): Act =>
      (app) =>
        app.db.manager.update(
          FiscalYearPlan,
          { fiscalYear: 2025 },
          {
            ...{ planned, reason },
            plannedMax: null,
            qualifier: 'at_least',
            unit: '件',
            status: 'suspended',
          },
        ),
  ),
  fc.tuple(fc.constantFrom('talks', 'desk'), fc.constantFrom('wednesday', 'friday')).map(
    ([programme, weekday]): Act =>
      (app) =>
        app.db.manager.update(Course, idOfKey('course', 'town', programme, 'r7'), {
          schedule: { rule: { weekly: [weekday], everyWeeks: 2, from: '2025-06', until: '2025-09-15' } },
        }),
  ),
  fc.tuple(word, maybe).map(
    ([title, notes]): Act =>
      (app) =>
        app.db.manager.update(Course, idOfKey('course', 'town', 'class', 'first'), {
          ...{ title, notes },
          opensAt: null,
          closesAt: new Date('2025-04-01T15:00:00Z'),
          registrationMode: 'unstated',
          waitingList: true,
          closesWhenFull: false,
          approval: false,
          lottery: null,
          joinUntil: null,
        }),
  ),
  fc.tuple(fc.constantFrom('course', 'session', 'both'), fc.boolean(), fc.boolean(), lottery, channels).map(
    ([registrationMode, closesWhenFull, approval, drawn, ways]): Act =>
      (app) =>
        app.db.manager.update(Course, idOfKey('course', 'town', 'class', 'first'), {
          ...{ registrationMode, closesWhenFull, approval },
          waitingList: !closesWhenFull,
          queueHolds: false,
          offerHours: closesWhenFull ? null : 720,
          lottery: approval ? null : drawn,
          joinUntil: registrationMode === 'session' ? null : 1,
          maxPeople: approval ? 20 : null,
          minimum: closesWhenFull ? { people: 1, daysBefore: 0 } : null,
          channels: ways,
        }),
  ),
  fc.tuple(fc.subarray(['self', 'women', 'consulted']), word, fc.boolean()).map(
    ([rules, text, required]): Act =>
      async (app) => {
        const eligibility = rules.map((rule) => ({ rule: rule as 'self', text, as: 'enforced' as const }));
        const questions = [{ key: 'one', text, type: 'short' as const, required, sensitive: !required }];
        const asks = required ? { municipality: 'required' as const } : {};
        await app.db.manager.update(Programme, { key: 'class' }, { eligibility, questions, asks });
      },
  ),
  fc.tuple(pick, word, fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }), day).map(
    ([at, municipality, keptUnits, date]): Act =>
      async (app) =>
        some(await app.db.manager.find(SeatPool, { order: { id: 'ASC' } }), at, ({ id, capacity }) =>
          app.db.manager.update(
            SeatPool,
            id,
            capacity === 1
              ? { keptFor: [], keptUnits: null, keptUntil: null }
              : { keptFor: [municipality], keptUnits, keptUntil: new Date(`${date}T08:30:00Z`) },
          ),
        ),
  ),
  fc.tuple(fc.constantFrom('19:30', '21:00'), fc.nat({ max: 3650 }), fc.boolean()).map(
    ([quietFrom, sensitiveAnswersDays, deskClosedOnHolidays]): Act =>
      (app) =>
        app.db.manager.update(
          Organization,
          { slug: 'town' },
          {
            ...{ quietFrom, sensitiveAnswersDays, deskClosedOnHolidays },
            quietUntil: '07:15',
            deskClosedOn: deskClosedOnHolidays ? [] : ['monday'],
          },
        ),
  ),
  fc.tuple(maybe, position, fc.option(lines, { nil: null })).map(
    ([building, place, parking]): Act =>
      (app) =>
        app.db.manager.update(Venue, { key: 'hall' }, { building, parking, ...place }),
  ),
  fc.tuple(pick, fc.constantFrom('カイ', 'KHJ カゾクカイ 2', null), maybe, maybe, maybe).map(
    ([at, titleKana, contactTel, contactExtension, municipalityName]): Act =>
      async (app) => {
        await app.db.manager.update(Organization, { slug: 'town' }, { municipalityName });
        return some(await app.db.manager.find(Programme, { order: { id: 'ASC' } }), at, ({ id }) =>
          app.db.manager.update(Programme, id, { titleKana, contactTel, contactExtension }),
        );
      },
  ),
  fc.tuple(pick, fc.constantFrom('A-1', '007', '2025/12', null)).map(
    ([at, listNumber]): Act =>
      async (app) => {
        const other = listNumber && (await app.db.manager.findOneBy(Session, { listNumber }));
        return other ? undefined : editSession(app, at, () => ({ listNumber }));
      },
  ),
  fc.tuple(word, day).map(
    ([name, from]): Act =>
      async (app) => {
        await app.db.manager.update(
          Venue,
          { key: 'hall' },
          { name, closures: [{ from }], closedOn: ['friday'] },
        );
        await app.db.manager.update(
          Organization,
          { slug: 'town' },
          { closures: [{ from, reason: name }], contactName: name },
        );
      },
  ),
];

describe('a year that staff edited, taken out', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-07-02T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function load(acts: readonly Act[]): Promise<void> {
    await emptyDatabase(app);
    await importFiles(app, [
      { name: 'town', text: TOWN },
      { name: 'next', text: NEXT },
    ]);
    for (const act of acts) await act(app);
  }

  test('changes nothing where it came from, and makes the same rows elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...edits), { maxLength: 12 }), async (acts) => {
        await load(acts);
        const files = await exportFiles(app);
        const report = await importFiles(app, files, true);
        expect(doings(report)).toEqual([]);
        // A file has the order, not the numbers by which the database keeps it.
        const rows = await rowsOf(app, ['position']);
        await emptyDatabase(app);
        await importFiles(app, files);
        expect(await rowsOf(app, ['position'])).toEqual(rows);
      }),
      { numRuns: 20, seed: Number(process.env.PROPERTY_SEED ?? 2025) },
    );
  }, 120_000);
});
