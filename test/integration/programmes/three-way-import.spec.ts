import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { Registering1763748000000 } from '../../../src/platform/database/migrations/1763748000000-registering.js';
import { type ImportOptions, YearImport } from '../../../src/registrations/year/year-import.js';
import type { ImportReport } from '../../../src/registrations/year/year-import.report.js';
import { emptied } from '../../support/emptied.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const SYSTEM: ImportOptions = { dryRun: false, actor: 'system', organizationIds: 'any' };

/** What the file says, in the parts that the tests change. */
const SAID = {
  contact: '相談窓口',
  desk: '{closedOn: [sunday]}',
  venueName: '保健所2階',
  venueAddress: '町1-1',
  title: 'ひきこもり家族教室',
  summary: '家族のための教室です',
  fee: '無料',
  notes: '["動きやすい服で"]',
  reminders: '[{daysBefore: 1, at: "18:00"}]',
  hosts: '[{role: organizer, name: 町}, {role: co_host, name: 家族会}]',
  planned: '12',
  eligibility: '[{rule: women}]',
  asks: '{relation: required}',
  questions: '[{key: food, text: 食べられないもの, type: short}]',
  courseTitle: '令和7年度 前期',
  rules: 'queue: holds, offerHours: 48',
  closes: '2025-04-10',
  capacity: '20',
  kept: 'keptFor: [町], kept: 5, keptUntil: 2025-04-01',
  start: '"10:00"',
  topic: '心模様',
  secondDate: '2025-05-12',
  third: '{number: 3, date: 2025-05-26, topic: 就労}',
  undated: '{key: trip, undated: 秋ごろ, topic: 遠足}',
  rule: '{monthly: [2 tuesday], months: [4, 5, 6, 7], start: "13:00", end: "15:00"}',
};
type Said = typeof SAID;

function fileSaying(other: Partial<Said> = {}): string {
  const said = { ...SAID, ...other };
  return `format: tsudoi/1
organization: {key: town, name: 町, contact: {name: ${said.contact}}, desk: ${said.desk}}
venues:
  - {key: hokenjo, name: ${said.venueName}, address: ${said.venueAddress}}
  - {key: hall, name: 町民会館}
programmes:
  - key: class
    title: ${said.title}
    kind: class_series
    summary: ${said.summary}
    fee: ${said.fee}
    notes: ${said.notes}
    reminders: ${said.reminders}
    hosts: ${said.hosts}
    eligibility: ${said.eligibility}
    asks: ${said.asks}
    questions: ${said.questions}
    plans: [{fiscalYear: 2025, planned: ${said.planned}, qualifier: about}]
    courses:
      - key: r7
        title: ${said.courseTitle}
        registration: {mode: course, closes: ${said.closes}, ${said.rules}}
        pools: [{key: onsite, capacity: ${said.capacity}, ${said.kept}}]
        defaults: {venue: hokenjo, start: ${said.start}, end: "11:45"}
        sessions:
          - {number: 1, date: 2025-04-14, topic: ${said.topic}}
          - {number: 2, date: ${said.secondDate}, topic: 理解する}
          - ${said.third}
          - ${said.undated}
      - key: talks
        title: 家族のつどい
        fiscalYear: 2025
        rule: ${said.rule}
`;
}

describe('a file that comes again after staff changed things on the screen', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    app.clock.set('2025-03-02T09:00:00+09:00');
    await emptied(app.db, 'organizations, messages');
    await run();
  });

  function run(said: Partial<Said> = {}, options: Partial<ImportOptions> = {}): Promise<ImportReport> {
    const files = [{ name: 'town.yaml', text: fileSaying(said) }];
    return app.nest.get(YearImport).run(files, { ...SYSTEM, ...options });
  }

  /** Every row that an import may write, with the transaction that wrote it last. */
  async function everything(): Promise<unknown[]> {
    const tables =
      'organizations venues programmes programme_hosts courses sessions seat_pools fiscal_year_plans reported_results messages audit_entries places';
    const rows: unknown[] = [];
    for (const table of tables.split(' '))
      rows.push(await app.db.query(`SELECT t.*, t.xmin FROM ${table} t ORDER BY t::text`));
    return rows;
  }

  /** Statements that write, of what `act` says to the database. */
  async function writesOf(act: () => Promise<unknown>): Promise<string[]> {
    const logger = jest.spyOn(app.db.logger, 'logQuery');
    await act();
    const statements = logger.mock.calls.map(([statement]) => statement);
    logger.mockRestore();
    return statements.filter((statement) => /^\s*(INSERT|UPDATE|DELETE|WITH)/i.test(statement));
  }

  const said = ({ changes }: ImportReport) =>
    changes.map(({ action, kind, key, fields }) =>
      `${action} ${kind} ${key} ${Object.keys(fields).sort()}`.trim(),
    );

  const SESSION = (key: string) =>
    `sessions WHERE key = '${key}' AND course_id = (SELECT id FROM courses WHERE key = 'r7')`;
  const TALK = (key: string) =>
    `sessions WHERE key = '${key}' AND course_id = (SELECT id FROM courses WHERE key = 'talks')`;

  async function one(from: string): Promise<Record<string, unknown>> {
    const [row] = await app.db.query(`SELECT * FROM ${from}`);
    return row;
  }

  interface Edit {
    readonly what: string;
    /** What the screen does to the columns. */
    readonly edit: string;
    readonly report: readonly string[];
    /** What must still be there. */
    readonly rows: string;
    readonly stays: object;
    /** The file says something new of the same thing. */
    readonly anew: Partial<Said>;
    readonly becomes: object;
  }

  const edits: readonly Edit[] = [
    {
      what: 'the contact of the organization',
      edit: `UPDATE organizations SET contact_name = '窓口二'`,
      report: ['keep organization town contactName'],
      rows: 'organizations',
      stays: { contact_name: '窓口二' },
      anew: { contact: '新しい窓口' },
      becomes: { contact_name: '新しい窓口' },
    },
    {
      what: 'a venue',
      edit: `UPDATE venues SET name = '保健所別館', access = '駅から5分' WHERE key = 'hokenjo'`,
      report: ['keep venue town/hokenjo access,name'],
      rows: `venues WHERE key = 'hokenjo'`,
      stays: { name: '保健所別館', access: '駅から5分', address: '町1-1' },
      anew: { venueName: '保健所3階' },
      becomes: { name: '保健所3階', access: '駅から5分' },
    },
    {
      what: 'texts of a programme',
      edit: `UPDATE programmes SET summary = 'どなたでも', notes = '{水筒}' WHERE key = 'class'`,
      report: ['keep programme town/class notes,summary'],
      rows: 'programmes',
      stays: { summary: 'どなたでも', notes: ['水筒'], fee: '無料' },
      anew: { summary: '家族と本人のための教室です' },
      becomes: { summary: '家族と本人のための教室です', notes: ['水筒'] },
    },
    {
      what: 'reminders of a programme',
      edit: `UPDATE programmes SET reminders = '[]'`,
      report: ['keep programme town/class reminders'],
      rows: 'programmes',
      stays: { reminders: [] },
      anew: { reminders: '[{daysBefore: 2, at: "09:00"}]' },
      becomes: { reminders: [{ daysBefore: 2, at: '09:00' }] },
    },
    {
      what: 'the plan of the year',
      edit: 'UPDATE fiscal_year_plans SET planned = 9',
      report: ['keep plan town/class/2025 planned'],
      rows: 'fiscal_year_plans',
      stays: { planned: 9, qualifier: 'about' },
      anew: { planned: '15' },
      becomes: { planned: 15 },
    },
    {
      what: 'registration of a course',
      edit: `UPDATE courses SET closes_at = '2025-04-12T15:00:00Z', title = '前期（延長）' WHERE key = 'r7'`,
      report: ['keep course town/class/r7 closesAt,title'],
      rows: `courses WHERE key = 'r7'`,
      stays: { title: '前期（延長）', closes_at: new Date('2025-04-12T15:00:00Z') },
      anew: { closes: '2025-04-08' },
      becomes: { title: '前期（延長）', closes_at: new Date('2025-04-08T15:00:00Z') },
    },
    {
      what: 'the seats of one session',
      edit: `UPDATE seat_pools SET capacity = 5 WHERE session_id = (SELECT id FROM ${SESSION('1')})`,
      report: ['keep pool town/class/r7/1/onsite capacity'],
      rows: `seat_pools WHERE session_id = (SELECT id FROM ${SESSION('1')})`,
      stays: { capacity: 5 },
      anew: { capacity: '30' },
      becomes: { capacity: 30 },
    },
    {
      what: 'when the desk answers',
      edit: `UPDATE organizations SET quiet_from = '20:00', desk_closed_on = '{saturday}', sensitive_answers_days = 7`,
      report: ['keep organization town deskClosedOn,quietFrom,sensitiveAnswersDays'],
      rows: 'organizations',
      stays: { quiet_from: '20:00', quiet_until: '08:00', desk_closed_on: ['saturday'] },
      anew: { desk: '{closedOn: [monday], closedOnHolidays: true}' },
      becomes: { quiet_from: '20:00', desk_closed_on: ['monday'], desk_closed_on_holidays: true },
    },
    {
      what: 'who may come and what is asked',
      edit: `UPDATE programmes SET eligibility = '[{"as": "enforced", "rule": "women"}]', asks = '{}'`,
      report: ['keep programme town/class asks,eligibility'],
      rows: 'programmes',
      stays: { eligibility: [{ rule: 'women', as: 'enforced' }], asks: {} },
      anew: { eligibility: '[{rule: women}, {rule: age, min: 40}]' },
      becomes: { eligibility: [{ rule: 'women' }, { rule: 'age', min: 40 }], asks: {} },
    },
    {
      what: 'questions of a programme',
      edit: `UPDATE programmes SET questions = '[]'`,
      report: ['keep programme town/class questions'],
      rows: 'programmes',
      stays: { questions: [], asks: { relation: 'required' } },
      anew: { questions: '[{key: way, text: 来方, type: choice, choices: [電車, 車]}]' },
      becomes: { questions: [{ key: 'way', text: '来方', type: 'choice', choices: ['電車', '車'] }] },
    },
    {
      what: 'thanks of a programme',
      edit: `UPDATE programmes SET thanks = '{"daysAfter": 1, "at": "10:00"}'`,
      report: ['keep programme town/class thanks'],
      rows: 'programmes',
      stays: { thanks: { daysAfter: 1, at: '10:00' } },
      anew: { reminders: '[{hoursBefore: 2}]' },
      becomes: { thanks: { daysAfter: 1, at: '10:00' }, reminders: [{ hoursBefore: 2 }] },
    },
    {
      what: 'how seats are given',
      edit: `UPDATE courses SET offer_hours = 24, max_people = 2, join_until = 1, minimum = '{"people": 3, "daysBefore": 2}',
        channels = '{"web": {"closesBefore": {"at": "17:00", "days": 1}}}' WHERE key = 'r7'`,
      report: ['keep course town/class/r7 channels,joinUntil,maxPeople,minimum,offerHours'],
      rows: `courses WHERE key = 'r7'`,
      stays: {
        queue_holds: true,
        offer_hours: 24,
        max_people: 2,
        join_until: 1,
        minimum: { people: 3, daysBefore: 2 },
      },
      anew: { rules: 'queue: holds, offerHours: 12, lottery: {}' },
      becomes: {
        ...{ offer_hours: 12, max_people: 2, join_until: 1, lottery: {}, queue_holds: true },
        channels: { web: { closesBefore: { days: 1, at: '17:00' } } },
      },
    },
    {
      what: 'a lottery',
      edit: `UPDATE courses SET lottery = '{"priorities": ["residents"]}', queue_holds = false WHERE key = 'r7'`,
      report: ['keep course town/class/r7 lottery,queueHolds'],
      rows: `courses WHERE key = 'r7'`,
      stays: { lottery: { priorities: ['residents'] }, queue_holds: false, offer_hours: 48 },
      anew: { rules: 'queue: holds, offerHours: 48, lottery: {priorities: [first_timers]}' },
      becomes: { lottery: { priorities: ['first_timers'] }, queue_holds: false },
    },
    {
      what: 'that a full course is over',
      edit: `UPDATE courses SET closes_when_full = true, waiting_list = false, approval = true WHERE key = 'r7'`,
      report: ['keep course town/class/r7 approval,closesWhenFull,waitingList'],
      rows: `courses WHERE key = 'r7'`,
      stays: { closes_when_full: true, waiting_list: false, approval: true },
      anew: { rules: 'queue: holds, offerHours: 36' },
      becomes: { closes_when_full: true, waiting_list: false, approval: true, offer_hours: 36 },
    },
    {
      what: 'seats that are kept',
      edit: `UPDATE seat_pools SET kept_for = '{となり町}', kept_units = NULL, kept_until = '2025-05-01T00:00:00Z'
        WHERE session_id = (SELECT id FROM ${SESSION('1')})`,
      report: ['keep pool town/class/r7/1/onsite keptFor,keptUnits,keptUntil'],
      rows: `seat_pools WHERE session_id = (SELECT id FROM ${SESSION('1')})`,
      stays: { kept_for: ['となり町'], kept_units: null, kept_until: new Date('2025-05-01T00:00:00Z') },
      anew: { kept: 'keptFor: [町], kept: 5, keptUntil: 2025-03-20T12:00' },
      becomes: { kept_for: ['となり町'], kept_units: null, kept_until: new Date('2025-03-20T03:00:00Z') },
    },
    {
      what: 'a date that was not known',
      edit: `UPDATE sessions SET starts_on = '2025-10-20', date_state = 'dated', date_text = NULL,
        starts_at = '2025-10-20T01:00:00Z', ends_at = '2025-10-20T02:45:00Z' WHERE key = 'trip'`,
      report: ['keep session town/class/r7/trip dateText,startsOn'],
      rows: SESSION('trip'),
      stays: { starts_on: '2025-10-20', date_state: 'dated', starts_at: new Date('2025-10-20T01:00:00Z') },
      anew: { undated: '{key: trip, date: 2025-11-03, topic: 遠足}' },
      becomes: { starts_on: '2025-11-03', date_text: null },
    },
    {
      what: 'a session that a rule gave',
      edit: `UPDATE sessions SET topic = 'おしゃべり' WHERE key = '2025-06-10'`,
      report: ['keep session town/class/talks/2025-06-10 topic'],
      rows: TALK('2025-06-10'),
      stays: { topic: 'おしゃべり' },
      anew: {
        rule: `${SAID.rule}\n        sessions: [{key: 2025-06-10, date: 2025-06-10, topic: 講話}]`,
      },
      becomes: { topic: '講話', start_time: '13:00:00', ruled: null },
    },
  ];

  it.each(edits)(
    '$what: the edit stays, is told, and gives way to new words of the file',
    async ({ edit, report, rows, stays, anew, becomes }) => {
      await app.db.query(edit);
      const before = await everything();
      expect(said(await run({}, { dryRun: true }))).toEqual(report);
      const again = await run();
      expect(said(again)).toEqual(report);
      expect(again.counts).toMatchObject({ keep: report.length, change: 0, create: 0, remove: 0 });
      expect(await everything()).toEqual(before);
      expect(await one(rows)).toMatchObject(stays);
      await run(anew);
      expect(await one(rows)).toMatchObject(becomes);
      const settledNow = await everything();
      await run(anew);
      expect(await everything()).toEqual(settledNow);
    },
  );

  it('is read with statements that only read', async () => {
    expect(await writesOf(() => run())).toEqual([]);
    expect((await writesOf(() => run({ topic: '気持ち' }))).length).toBeGreaterThan(0);
  });

  it('keeps a host that staff took away away, and one that staff added there', async () => {
    await app.db.query(`DELETE FROM programme_hosts WHERE name = '家族会'`);
    await app.db.query(
      `INSERT INTO programme_hosts (id, programme_id, role, name, position)
       SELECT gen_random_uuid(), id, 'supporter', '新聞社', 2 FROM programmes`,
    );
    const before = await everything();
    expect(said(await run())).toEqual(['keep host town/class/co_host/家族会']);
    expect(await everything()).toEqual(before);
    await run({ hosts: '[{role: organizer, name: 町}, {role: sponsor, name: 財団}]' });
    const names = async () =>
      (await app.db.query('SELECT name FROM programme_hosts ORDER BY name')).map(
        ({ name }: { name: string }) => name,
      );
    expect(await names()).toEqual(['新聞社', '町', '財団'].sort());
    await run();
    expect(await names()).toEqual(['家族会', '新聞社', '町'].sort());
  });

  it('keeps a session that staff took away away, until the file says something new of when it is', async () => {
    await app.db.query(`DELETE FROM ${SESSION('2')}`);
    await app.db.query(`DELETE FROM ${TALK('2025-05-13')}`);
    const before = await everything();
    expect(said(await run())).toEqual([
      'keep session town/class/r7/2',
      'keep session town/class/talks/2025-05-13',
    ]);
    expect(await everything()).toEqual(before);
    await run({ rule: SAID.rule.replace('2 tuesday', '3 tuesday') });
    await run();
    expect(await one(TALK('2025-05-13'))).toMatchObject({ starts_on: '2025-05-13' });
  });

  it('leaves what staff made on the screen alone', async () => {
    await app.db.query(
      `INSERT INTO sessions (id, organization_id, programme_id, course_id, key, date_state, starts_on, start_time,
         time_zone, starts_at, ends_at, changed_at)
       SELECT gen_random_uuid(), organization_id, programme_id, id, 'extra', 'dated', '2025-06-02', '10:00', 'Asia/Tokyo',
         '2025-06-02T01:00Z', '2025-06-02T02:00Z', now() FROM courses WHERE key = 'talks'`,
    );
    const before = await everything();
    const report = await run();
    expect(said(report)).toEqual(['missing session town/class/talks/extra']);
    expect(await everything()).toEqual(before);
    // A rule that comes to the same day and time finds it held already.
    await run({ rule: '{monthly: [1 monday], months: [6], start: "10:00", end: "12:00"}' });
    expect(
      await one(
        "sessions s JOIN courses c ON c.id = s.course_id AND c.key = 'talks' WHERE starts_on = '2025-06-02'",
      ),
    ).toMatchObject({ key: 'talks' });
    expect(await app.db.query(`SELECT key FROM sessions WHERE starts_on = '2025-06-02'`)).toEqual([
      { key: 'extra' },
    ]);
  });

  it('takes over notes of a version that did not know rules of registering: what staff set since stays', async () => {
    const silent = { desk: '{}', eligibility: '[]', asks: '{}', questions: '[]', rules: 'waitingList: true' };
    const old = { ...silent, kept: 'unit: people' };
    await emptied(app.db, 'organizations');
    await run(old);
    const settled = await app.db.query('SELECT id, asked FROM courses ORDER BY id');
    const words: Readonly<Record<string, string>> = {
      organizations: '{quietFrom,quietUntil,deskClosedOn,deskClosedOnHolidays,sensitiveAnswersDays}',
      programmes: '{eligibility,asks,questions}',
      courses: '{queueHolds,offerHours,approval,lottery,closesWhenFull,joinUntil,maxPeople,channels}',
      seat_pools: '{keptFor,keptUnits,keptUntil}',
    };
    for (const [table, names] of Object.entries(words))
      await app.db.query(`UPDATE ${table} SET asked = asked - '${names}'::text[]`);
    const upgrade: string[] = [];
    const query = (statement: string) => Promise.resolve(upgrade.push(statement));
    await new Registering1763748000000().up({ query } as unknown as QueryRunner);
    for (const statement of upgrade.filter((one) => one.includes('SET asked'))) await app.db.query(statement);
    expect(await app.db.query('SELECT id, asked FROM courses ORDER BY id')).toEqual(settled);
    expect(await writesOf(() => run(old))).toEqual([]);
    await app.db.query(`UPDATE courses SET offer_hours = 24 WHERE key = 'r7'`);
    expect(said(await run(old))).toEqual(['keep course town/class/r7 offerHours']);
  });

  it('takes over rows of a version that did not note what files asked: the file holds, once', async () => {
    for (const table of [
      'organizations',
      'venues',
      'programmes',
      'courses',
      'sessions',
      'seat_pools',
      'fiscal_year_plans',
    ])
      await app.db.query(`UPDATE ${table} SET asked = NULL`);
    await app.db.query('UPDATE sessions SET ruled = NULL');
    await app.db.query(`UPDATE programmes SET summary = 'どなたでも'`);
    await emptied(app.db, 'audit_entries');
    const report = await run();
    expect(said(report)).toEqual(['change programme town/class summary']);
    const before = await everything();
    expect(said(await run())).toEqual([]);
    expect(await everything()).toEqual(before);
    expect(await app.db.query('SELECT FROM sessions WHERE asked IS NULL')).toEqual([]);
    expect((await app.db.query('SELECT FROM sessions WHERE ruled IS NOT NULL')).length).toBe(4);
  });
});
