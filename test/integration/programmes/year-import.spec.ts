import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ImportOptions, YearImport } from '../../../src/registrations/year/year-import.js';
import type { ImportReport } from '../../../src/registrations/year/year-import.report.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { emptied } from '../../support/emptied.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { townFile } from './town-file.js';

const SYSTEM: ImportOptions = { dryRun: false, actor: 'system', organizationIds: 'any' };

describe('importing a year', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    app.clock.set('2025-03-02T09:00:00+09:00');
    await emptied(app.db, 'organizations, messages');
  });

  function run(
    texts: string | readonly string[],
    options: Partial<ImportOptions> = {},
  ): Promise<ImportReport> {
    const files = [texts].flat().map((text, index) => ({ name: `${index + 1}.yaml`, text }));
    return app.nest.get(YearImport).run(files, { ...SYSTEM, ...options });
  }

  async function refusal(promise: Promise<unknown>): Promise<DomainError> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DomainError);
    return error as DomainError;
  }

  /** Every row that an import may write, so that "nothing changed" means it. */
  async function everything(): Promise<string> {
    const tables = [
      'organizations',
      'venues',
      'programmes',
      'programme_hosts',
      'courses',
      'sessions',
      'seat_pools',
      'fiscal_year_plans',
      'reported_results',
      'messages',
      'audit_entries',
    ];
    const rows = [];
    for (const table of tables)
      rows.push(await app.db.query(`SELECT t.*, t.xmin FROM ${table} t ORDER BY t::text`));
    return JSON.stringify(rows);
  }

  async function session(key: string) {
    const [row] = await app.db.query(
      `SELECT session.*, venue.key AS venue FROM sessions session LEFT JOIN venues venue ON venue.id = session.venue_id
       WHERE session.key = $1`,
      [key],
    );
    return row;
  }

  it('writes programmes, courses, sessions by date and by rule, seats, plans and results', async () => {
    const report = await run(townFile());
    expect(report.counts).toEqual({
      create: 61,
      change: 0,
      keep: 0,
      undecided: 0,
      remove: 0,
      missing: 0,
      unchanged: 0,
      reordered: 0,
    });
    expect(report.skipped.map(({ date, reason, course }) => `${date} ${reason} ${course}`)).toEqual([
      '2025-09-23 holiday town/yell/r7',
      '2025-10-14 excepted town/yell/r7',
    ]);
    expect(await session('3')).toMatchObject({
      number: 3,
      topic: '就労について',
      starts_on: '2025-05-26',
      start_time: '10:00:00',
      end_time: '11:45:00',
      starts_at: new Date('2025-05-26T01:00:00Z'),
      ends_at: new Date('2025-05-26T02:45:00Z'),
      venue: 'hokenjo',
      sequence: 0,
      changed_at: app.clock.now(),
    });
    const [course] = await app.db.query(`SELECT * FROM courses WHERE key = 'r7-first'`);
    expect(course).toMatchObject({
      fiscal_year: 2025,
      registration_mode: 'course',
      opens_at: new Date('2025-03-01T00:00:00Z'),
      closes_at: new Date('2025-04-10T15:00:00Z'),
      waiting_list: true,
    });
    const pools = await app.db.query(
      `SELECT label, label_en, capacity, capacity_stated, count(*)::int FROM seat_pools GROUP BY 1, 2, 3, 4 ORDER BY 3`,
    );
    expect(pools).toEqual([
      { label: '会場', label_en: 'In person', capacity: 20, capacity_stated: true, count: 3 },
      { label: '会場', label_en: 'In person', capacity: null, capacity_stated: false, count: 22 },
    ]);
    const [child] = await app.db.query(
      `SELECT child.slug, parent.slug AS parent FROM programmes child JOIN programmes parent ON parent.id = child.part_of_id`,
    );
    expect(child).toEqual({ slug: 'town-yell', parent: 'town-family-class' });
  });

  it('writes nothing at all the second time', async () => {
    await run(townFile());
    const before = await everything();
    app.clock.set('2025-03-03T09:00:00+09:00');
    const report = await run(townFile());
    expect(report.changes).toEqual([]);
    expect(report.counts.unchanged).toBe(61);
    expect(await everything()).toBe(before);
  });

  it('says in a dry run what would change, and changes nothing', async () => {
    const first = await run(townFile(), { dryRun: true });
    expect(first.counts.create).toBe(61);
    expect(await app.db.query('SELECT * FROM organizations')).toEqual([]);
    await run(townFile());
    const before = await everything();
    const report = await run(townFile({ thirdVenue: 'hidamarium' }), { dryRun: true });
    expect(report.changes).toEqual([
      {
        action: 'change',
        kind: 'session',
        key: 'town/family-class/r7-first/3',
        label: 'ひきこもり家族教室 令和7年度 前期 2025-05-26',
        fields: { venue: { before: '保健所2階', after: '居場所ひだまりうむ' } },
      },
    ]);
    expect(await everything()).toBe(before);
  });

  it('changes the one thing that was edited', async () => {
    await run(townFile());
    const untouched = await session('2');
    app.clock.set('2025-03-03T09:00:00+09:00');
    const report = await run(townFile({ start: '09:30' }));
    expect(report.changes.map(({ key, fields }) => [key, fields])).toEqual([
      ['town/family-class/r7-first/3', { startTime: { before: '10:00', after: '09:30' } }],
    ]);
    expect(await session('3')).toMatchObject({
      starts_at: new Date('2025-05-26T00:30:00Z'),
      sequence: 1,
      changed_at: app.clock.now(),
    });
    expect(await session('2')).toEqual(untouched);
  });

  it('tells calendars of sessions whose programme or venue was renamed', async () => {
    await run(townFile());
    app.clock.set('2025-03-03T09:00:00+09:00');
    const report = await run(townFile({ venue: '保健所3階' }));
    expect(report.changes.map(({ kind }) => kind)).toEqual(['venue']);
    expect(await session('1')).toMatchObject({ sequence: 1, changed_at: app.clock.now() });
    expect(await session('2025-04-08')).toMatchObject({ sequence: 0 });
    await run(townFile({ venue: '保健所3階', title: '家族教室' }));
    expect(await session('1')).toMatchObject({ sequence: 2 });
  });

  it('leaves alone what the file does not name any more, and says so', async () => {
    await run(townFile());
    const sessions = [
      '{number: 1, date: 2025-04-14, topic: 心模様}',
      '{number: 2, date: 2025-05-12, topic: 理解する}',
    ];
    const report = await run(townFile({ sessions }));
    expect(report.changes).toEqual([
      expect.objectContaining({ action: 'missing', kind: 'session', key: 'town/family-class/r7-first/3' }),
    ]);
    expect(await session('3')).toMatchObject({ status: 'scheduled' });
  });

  it('takes hosts away that the file does not name any more', async () => {
    await run(townFile());
    const report = await run(townFile().replace(', {role: co_host, name: 家族会}', ''));
    expect(report.changes.map(({ action, kind }) => `${action} ${kind}`)).toEqual(['remove host']);
    expect(await app.db.query('SELECT name FROM programme_hosts')).toEqual([{ name: '町' }]);
    expect((await run(townFile().replace(', {role: co_host, name: 家族会}', ''))).changes).toEqual([]);
  });

  it('raises the sequence of sessions whose calendar entry says when registration closes, where that changed', async () => {
    await run(townFile());
    await run(townFile().replace('closes: 2025-04-10', 'closes: 2025-04-11'));
    expect(await session('1')).toMatchObject({ sequence: 1 });
    expect(await session('2025-04-08')).toMatchObject({ sequence: 0 });
  });

  it('raises the sequence of sessions whose organizer, which their calendar entry names, is another', async () => {
    await run(townFile());
    await run(townFile().replace(', {role: co_host, name: 家族会}', ''));
    expect(await session('1')).toMatchObject({ sequence: 0 });
    await run(townFile().replace('{role: organizer, name: 町}', '{role: organizer, name: 町と県}'));
    expect(await session('1')).toMatchObject({ sequence: 1 });
  });

  it('keeps order without calling it a change', async () => {
    await run(townFile());
    const first = '  - {key: news, title: 新しい事業, kind: other}\n';
    const report = await run(townFile().replace('programmes:\n', `programmes:\n${first}`));
    expect(report.changes.map(({ action, key }) => `${action} ${key}`)).toEqual(['create town/news']);
    expect(report.counts.reordered).toBe(2);
    const rows = await app.db.query('SELECT key FROM programmes ORDER BY position');
    expect(rows.map(({ key }: { key: string }) => key)).toEqual(['news', 'family-class', 'yell']);
  });

  it('lets a session that is written out take the place of one that the rule gives', async () => {
    await run(townFile());
    const moved =
      '        sessions: [{key: 2025-04-22, date: 2025-04-29, topic: 振替}, {key: 2025-05-13, date: 2025-05-13, status: cancelled, cancelReason: 台風}]\n';
    const report = await run(townFile({ more: moved }));
    expect(report.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'change town/yell/r7/2025-04-22',
      'change town/yell/r7/2025-05-13',
    ]);
    expect(await session('2025-04-22')).toMatchObject({
      starts_on: '2025-04-29',
      topic: '振替',
      sequence: 1,
    });
    expect(await session('2025-05-13')).toMatchObject({ status: 'cancelled', cancel_reason: '台風' });
    const closed = await app.db.query(
      'SELECT session.key FROM seat_pools pool JOIN sessions session ON session.id = pool.session_id WHERE pool.closed',
    );
    expect(closed).toEqual([{ key: '2025-05-13' }]);
  });

  it('writes no file where another has a fault', async () => {
    const broken = townFile({ key: 'village', thirdVenue: 'nowhere' });
    const error = await refusal(run([townFile(), broken]));
    expect(error.code).toBe('invalid');
    expect(error.details.faults).toEqual([
      expect.objectContaining({ code: 'file.unknown_venue', file: '2.yaml', line: 23 }),
    ]);
    expect(await app.db.query('SELECT * FROM organizations')).toEqual([]);
  });

  it('writes no file where the database is against another', async () => {
    await run(
      townFile({ key: 'town-yell' })
        .replace('key: family-class\n', 'key: club\n')
        .replace('partOf: family-class', 'partOf: club'),
    );
    const clash = townFile({ more: '  - {key: yell-club, title: 会, kind: other}\n' });
    const error = await refusal(run([townFile({ key: 'village' }), clash]));
    expect(error.details.faults).toEqual([
      expect.objectContaining({
        code: 'file.slug_taken',
        file: '2.yaml',
        params: { slug: 'town-yell-club' },
      }),
    ]);
    expect(await app.db.query('SELECT slug FROM organizations')).toEqual([{ slug: 'town-yell' }]);
  });

  it('refuses two files of one organization, which would contradict each other', async () => {
    const error = await refusal(run([townFile(), townFile()]));
    expect(error.details.faults).toEqual([
      expect.objectContaining({ code: 'file.organization_twice', file: '2.yaml' }),
    ]);
  });

  it('makes one set of rows where the same file is imported twice at once', async () => {
    const reports = await Promise.all([run(townFile()), run(townFile())]);
    expect(reports.map(({ counts }) => counts.create).sort((a, b) => a - b)).toEqual([0, 61]);
    const [{ sessions, pools }] = await app.db.query(
      'SELECT (SELECT count(*)::int FROM sessions) AS sessions, (SELECT count(*)::int FROM seat_pools) AS pools',
    );
    expect({ sessions, pools }).toEqual({ sessions: 25, pools: 25 });
  });

  it('asks the database as often for 270 programmes as for two', async () => {
    const yearOf = (key: string, count: number) => {
      const programmes = Array.from(
        { length: count },
        (_, index) => `  - {key: p${index}, title: 事業, kind: other, hosts: [{role: organizer, name: 町}],
     courses: [{key: r7, title: 令和7年度, fiscalYear: 2025, rule: {monthly: [2 tuesday, 4 tuesday]}}]}\n`,
      );
      return `format: tsudoi/1\norganization: {key: ${key}, name: 町}\nprogrammes:\n${programmes.join('')}`;
    };
    const statementsOf = async (text: string) => {
      const logger = jest.spyOn(app.db.logger, 'logQuery');
      const report = await run(text);
      const statements = logger.mock.calls.length;
      logger.mockRestore();
      return { statements, made: report.counts.create };
    };
    const small = await statementsOf(yearOf('small', 2));
    const big = await statementsOf(yearOf('big', 270));
    expect([small.made, big.made]).toEqual([1 + 2 * 51, 1 + 270 * 51]);
    expect(small.statements).toBeGreaterThan(10);
    // Rows go 5,000 at a time: sessions and seats need one statement more each.
    expect(big.statements).toBe(small.statements + 2);
    expect((await statementsOf(yearOf('big', 270))).statements).toBeLessThan(small.statements);
  });
});
