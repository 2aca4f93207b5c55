import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { ProgrammeFile } from '../../../src/programmes/domain/programme-file.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { doings, emptyDatabase, exportFiles, importFiles } from './export/exported.js';

interface Parts {
  readonly organization?: string;
  readonly programme?: string;
  readonly registration?: string;
  readonly pools?: string;
  readonly sessions?: string;
}

function file({
  organization = '',
  programme = '',
  registration = '{mode: both}',
  pools = '[{key: onsite, capacity: 10}]',
  sessions = '[{number: 1, date: 2025-05-12}, {number: 2, date: 2025-05-26, timeZone: Asia/Bangkok}]',
}: Parts): string {
  return `format: tsudoi/1
organization: {key: town, name: 町${organization}}
programmes:
  - key: class
    title: 教室
    kind: other${programme && `\n${programme}`}
    courses:
      - {key: c, title: 期, fiscalYear: 2025, registration: ${registration}, pools: ${pools}, sessions: ${sessions}}
`;
}

const EVERYTHING: Parts = {
  organization:
    ', desk: {quietFrom: "20:00", quietUntil: "07:30", closedOn: [saturday], closedOnHolidays: true}, sensitiveAnswersDays: 0',
  programme: `    eligibility:
      - {text: おおむね49歳まで, max: 49, min: 18, of: relative, as: enforced, rule: age}
      - {municipalities: [町, 村], rule: residence}
    asks: {municipality: required, relation: no}
    questions:
      - {type: choice, choices: [電車, 車], text: 来方, key: way}
      - {sensitive: true, required: true, type: long, textEn: Words, text: ことば, key: words}`,
  registration:
    '{channels: {telephone: {until: "17:30", from: "08:30", weekdays: [monday, tuesday]}, web: {closesBefore: {at: "17:00", days: 1}, closes: 2025-05-20, opens: 2025-04-01T09:00}}, minimum: {daysBefore: 3, people: 4}, maxPeople: 3, joinUntil: 2, lottery: {residents: [町], priorities: [residents, first_timers]}, offerHours: 48, queue: holds, closes: 2025-05-20, mode: course}',
  pools: '[{keptUntil: 2025-05-01, kept: 4, keptFor: [村], capacity: 10, key: onsite}]',
};

describe('rules of registering in a programme file', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-02T09:00:00+09:00' });
  });
  afterAll(() => app.close());
  beforeEach(() => emptyDatabase(app));

  const load = (parts: Parts, dryRun = false) =>
    importFiles(app, [{ name: 'town.yaml', text: file(parts) }], dryRun);

  async function one(columns: string, table: string): Promise<Record<string, unknown>> {
    const [row] = await app.db.query(`SELECT ${columns} FROM ${table}`);
    return row;
  }

  async function exported(): Promise<{ readonly text: string; readonly file: ProgrammeFile }> {
    const text = (await exportFiles(app))[0]?.text ?? '';
    return { text, file: parse(text) as ProgrammeFile };
  }

  it('are the usual ones where the file is silent, and then do not come out again', async () => {
    await load({});
    expect(
      await one(
        `waiting_list, queue_holds, offer_hours, approval, lottery, closes_when_full, join_until, max_people, minimum, channels`,
        'courses',
      ),
    ).toEqual({
      ...{ waiting_list: true, queue_holds: false, offer_hours: null, approval: false, lottery: null },
      ...{ closes_when_full: false, join_until: null, max_people: null, minimum: null, channels: null },
    });
    expect(await one('eligibility, asks, questions', 'programmes')).toEqual({
      eligibility: [],
      asks: {},
      questions: [],
    });
    expect(await one('kept_for, kept_units, kept_until, taken_kept, held', 'seat_pools')).toEqual({
      ...{ kept_for: [], kept_units: null, kept_until: null, taken_kept: 0, held: false },
    });
    const { file: out } = await exported();
    expect(out.organization).toEqual({ key: 'town', name: '町', kind: 'municipality' });
    expect(Object.keys(out.programmes?.[0] ?? {})).toEqual(['key', 'title', 'kind', 'courses']);
    expect(out.programmes?.[0]?.courses?.[0]).toMatchObject({
      registration: { mode: 'both' },
      pools: [{ key: 'onsite', capacity: 10 }],
    });
  });

  it('come out as people write them, each in its usual place', async () => {
    await load(EVERYTHING);
    const { text } = await exported();
    const lines = text.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'desk: {quietFrom: "20:00", quietUntil: "07:30", closedOn: [saturday], closedOnHolidays: true}',
        'sensitiveAnswersDays: 0',
        '- {rule: age, as: enforced, of: relative, min: 18, max: 49, text: おおむね49歳まで}',
        '- {rule: residence, municipalities: [町, 村]}',
        'asks: {relation: no, municipality: required}',
        '- {key: way, text: 来方, type: choice, choices: [電車, 車]}',
        '- {key: words, text: ことば, textEn: Words, type: long, required: true, sensitive: true}',
        'queue: holds',
        'offerHours: 48',
        'lottery: {priorities: [residents, first_timers], residents: [町]}',
        'joinUntil: 2',
        'maxPeople: 3',
        'minimum: {people: 4, daysBefore: 3}',
        'web: {opens: 2025-04-01T09:00, closes: 2025-05-20, closesBefore: {days: 1, at: "17:00"}}',
        'telephone: {weekdays: [monday, tuesday], from: "08:30", until: "17:30"}',
        '- {key: onsite, capacity: 10, keptFor: [村], kept: 4, keptUntil: 2025-05-01}',
      ]),
    );
    expect(doings(await importFiles(app, [{ name: 'again', text }], true))).toEqual([]);
  });

  it('keep seats until the day is over, or to the minute, on the clocks of the organization', async () => {
    await load(EVERYTHING);
    expect(await app.db.query('SELECT DISTINCT kept_until FROM seat_pools')).toEqual([
      { kept_until: new Date('2025-05-01T15:00:00Z') },
    ]);
    await load({ ...EVERYTHING, pools: EVERYTHING.pools!.replace('2025-05-01', '2025-05-01T12:30') });
    expect(await app.db.query('SELECT DISTINCT kept_until FROM seat_pools')).toEqual([
      { kept_until: new Date('2025-05-01T03:30:00Z') },
    ]);
    await app.db.query(`UPDATE seat_pools SET kept_until = '2025-05-02T00:00:00Z'`);
    const { file: out } = await exported();
    const sessions = out.programmes?.[0]?.courses?.[0]?.sessions;
    expect(sessions?.map(({ pools }) => pools?.[0]?.keptUntil)).toEqual([
      '2025-05-02T09:00',
      '2025-05-02T09:00',
    ]);
  });

  it('do not queue where registration is over once full, unless staff say otherwise', async () => {
    await load({ registration: '{mode: both, closesWhenFull: true}' });
    expect(await one('waiting_list, closes_when_full', 'courses')).toEqual({
      waiting_list: false,
      closes_when_full: true,
    });
    const { file: out } = await exported();
    expect(out.programmes?.[0]?.courses?.[0]?.registration).toEqual({ mode: 'both', closesWhenFull: true });
  });

  it('change no calendar entry: those who subscribed hear nothing', async () => {
    await load({});
    const before = await app.db.query('SELECT id, sequence, changed_at FROM sessions ORDER BY id');
    app.clock.set('2025-03-03T09:00:00+09:00');
    const report = await load({
      ...EVERYTHING,
      registration: '{mode: both, offerHours: 24, approval: true}',
    });
    expect(report.counts.change).toBeGreaterThan(3);
    expect(await app.db.query('SELECT id, sequence, changed_at FROM sessions ORDER BY id')).toEqual(before);
  });

  it('come out importable though sessions or seats were taken away on the screen since', async () => {
    await load({
      ...EVERYTHING,
      pools: '[{key: onsite, capacity: 10, keptFor: [村], kept: 8, keptUntil: 2025-05-01}]',
    });
    await app.db.query('DELETE FROM sessions WHERE number = 2');
    await app.db.query('UPDATE seat_pools SET capacity = 5');
    const { text, file: out } = await exported();
    const course = out.programmes?.[0]?.courses?.[0];
    expect(course?.registration).not.toHaveProperty('joinUntil');
    expect(course?.sessions?.[0]?.pools?.[0]).toEqual({
      ...{ key: 'onsite', capacity: 5, keptFor: ['村'], keptUntil: '2025-05-02T00:00' },
    });
    await importFiles(app, [{ name: 'again', text }]);
    expect(await one('kept_units', 'seat_pools')).toEqual({ kept_units: null });
  });

  it('are named field by field where they change', async () => {
    await load({});
    const { changes } = await load(EVERYTHING, true);
    const fields = changes.map(({ kind, fields: own }) => `${kind} ${Object.keys(own).sort()}`);
    expect(fields).toEqual([
      'organization deskClosedOn,deskClosedOnHolidays,quietFrom,quietUntil,sensitiveAnswersDays',
      'programme asks,eligibility,questions',
      'course channels,closesAt,joinUntil,lottery,maxPeople,minimum,offerHours,queueHolds,registrationMode',
      'pool keptFor,keptUnits,keptUntil',
      'pool keptFor,keptUnits,keptUntil',
    ]);
  });
});
