import { existsSync, readFileSync } from 'node:fs';
import { Principal } from '../../src/organizations/principal.js';
import { Clock } from '../../src/platform/clock.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { ProgrammeAccess } from '../../src/programmes/programme-access.js';
import { fiscalPeriod } from '../../src/reports/domain/period.js';
import { FigureReports } from '../../src/reports/figures/figure-reports.service.js';
import { entities, migrations } from '../../src/schema.js';
import { startAppProcess } from '../support/app-process.js';
import { countStatements } from './counting-proxy.js';
import { median } from './drive.js';
import { fillWithMarks, TEN_YEARS } from './report-data.js';

export const FIGURES_MEASURE = 'report of a fiscal year among 1,000,000 marks, figures';
export const PAGE_MEASURE = 'report of a fiscal year among 1,000,000 marks, page';
export const FILES_MEASURE = 'files of everything among 1,000,000 marks, memory';

const ROUNDS = 7;
const YEAR = TEN_YEARS.firstYear + TEN_YEARS.years - 2;
/** The least that a report must read: who came, with the sessions that say whether it belongs to the year. */
const BARE = `SELECT count(*), count(DISTINCT (place.organization_id, place.contact_key, mark.member))
  FROM sessions session
  JOIN attendance_marks mark ON mark.session_id = session.id AND mark.mark NOT IN ('absent', 'excused')
  JOIN places place ON place.id = mark.place_id
  WHERE session.organization_id = ANY($1::uuid[]) AND session.starts_on BETWEEN $2 AND $3`;

type SignIn = (app: { readonly url: string }, databaseUrl: string, slug: string) => Promise<string>;
type Env = Readonly<Record<string, string>>;
type Database = ReturnType<typeof createDataSource>;

/**
 * What a fiscal year's report costs in a database of ten years, of one organization and of all. Needs a database of its own.
 * @param signIn makes a member of staff of the organization and answers with their cookie
 */
export async function reporting(url: string, env: Env, only: string, signIn: SignIn): Promise<void> {
  const db = createDataSource({ url, entities, migrations, poolSize: 2 });
  await db.initialize();
  try {
    const slugs = await fillWithMarks(db);
    const rows: { id: string }[] = await db.query('SELECT id FROM organizations ORDER BY slug');
    const ids = rows.map(({ id }) => id);
    if (FIGURES_MEASURE.includes(only)) {
      for (const before of [0, 2] as const) {
        await measureFigures(db, ids.slice(0, 1), before);
        await measureFigures(db, ids, before);
      }
    }
    if (PAGE_MEASURE.includes(only)) await measurePage(url, env, db, slugs[0] ?? '', signIn);
    if (FILES_MEASURE.includes(only)) await measureFiles(url, env, db, slugs[1] ?? '', signIn);
  } finally {
    await db.destroy();
  }
}

/** The figures alone, against the bare statement, by turns: whatever else the machine does meets both. */
async function measureFigures(db: Database, ids: readonly string[], before: 0 | 2): Promise<void> {
  const reports = new FigureReports(db, new Clock(), new ProgrammeAccess(db));
  const principal = new Principal('staff:bench', '職員', new Map(ids.map((id) => [id, 'viewer'])));
  const nothing = { organization: null, programme: null, kind: null, venue: null, municipality: null };
  const question = { period: fiscalPeriod(YEAR), asOf: null, by: 'programme' as const, before, ...nothing };
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const own = await millisecondsOf(() => reports.report(principal, question));
    const least = await millisecondsOf(() =>
      // The same settings: without them the planner reads the whole table.
      reports.reading((tx) => tx.query(BARE, [ids, `${YEAR - before}-04-01`, `${YEAR + 1}-03-31`])),
    );
    // The first one warms up.
    if (round === 0) continue;
    ours.push(own);
    bare.push(least);
  }
  print({
    measure: FIGURES_MEASURE,
    organizations: ids.length,
    fiscalYears: before + 1,
    ms: rounded(median(ours)),
    limit: { name: 'the bare count of who came, and of them once', ms: rounded(median(bare)) },
    ratio: rounded(median(bare) / median(ours)),
  });
}

/** The pages as staff see them, to their first byte and to their last. */
async function measurePage(url: string, env: Env, db: Database, slug: string, signIn: SignIn): Promise<void> {
  const proxy = await countStatements(url);
  const app = await startAppProcess({ ...env, DATABASE_URL: proxy.url, ROLE: 'web', DEMO: 'off' });
  const reports = new FigureReports(db, new Clock(), new ProgrammeAccess(db));
  try {
    const cookie = await signIn(app, url, slug);
    const roles = 'SELECT organization_id AS id FROM staff_roles';
    for (const scope of ['one organization', 'all organizations']) {
      if (scope === 'all organizations') await giveAllRoles(db);
      const ids = (await db.query(roles)).map(({ id }: { id: string }) => id);
      for (const path of ['/staff/reports', '/staff/reports/print']) {
        const taken: Taken[] = [];
        const bare: number[] = [];
        let before = 0;
        for (let round = 0; round <= ROUNDS; round++) {
          if (round === 1) before = proxy.count();
          taken.push(await take(`${app.url}${path}?fiscalYear=${YEAR}`, cookie));
          bare.push(
            await millisecondsOf(() =>
              reports.reading((tx) => tx.query(BARE, [ids, `${YEAR - 2}-04-01`, `${YEAR + 1}-03-31`])),
            ),
          );
        }
        const whole = median(taken.slice(1).map(({ wholeMs }) => wholeMs));
        const least = median(bare.slice(1));
        print({
          measure: PAGE_MEASURE,
          path,
          scope,
          fiscalYears: 3,
          firstByteMs: rounded(median(taken.slice(1).map(({ firstByteMs }) => firstByteMs))),
          aimMs: 300,
          wholeMs: rounded(whole),
          limit: { name: 'the bare count of who came, and of them once', ms: rounded(least) },
          ratio: rounded(least / whole),
          statements: rounded((proxy.count() - before) / ROUNDS),
        });
      }
    }
  } finally {
    await app.stop();
    proxy.close();
  }
}

/** How much memory files take that grow with what is in them: each of a small part first, then of everything. */
async function measureFiles(
  url: string,
  env: Env,
  db: Database,
  slug: string,
  signIn: SignIn,
): Promise<void> {
  const app = await startAppProcess({ ...env, DATABASE_URL: url, ROLE: 'web', DEMO: 'off' });
  try {
    const cookie = await signIn(app, url, slug);
    await giveAllRoles(db);
    await db.query("UPDATE staff_roles SET role = 'owner'");
    await db.query(
      `INSERT INTO audit_entries (id, organization_id, actor, action, subject_id, after, at)
       SELECT gen_random_uuid(), (SELECT id FROM organizations ORDER BY slug LIMIT 1), 'system', 'attendance.recorded',
         gen_random_uuid(), '{"people": 22}', now() - n * interval '1 minute' FROM generate_series(1, 200000) n`,
    );
    const all = `period=free&from=${TEN_YEARS.firstYear}-04-01&to=${TEN_YEARS.firstYear + TEN_YEARS.years}-03-31`;
    const files = [
      [
        'sessions.xlsx',
        '/staff/reports/sessions.xlsx?fiscalYear=2020',
        `/staff/reports/sessions.xlsx?${all}`,
      ],
      ['sessions.csv', '/staff/reports/sessions.csv?fiscalYear=2020', `/staff/reports/sessions.csv?${all}`],
      ['audit export', '/staff/audit/export.csv?to=2016-01-01', '/staff/audit/export.csv'],
    ];
    for (const [name, little, everything] of files) {
      await take(`${app.url}${little}`, cookie);
      const before = residentMiB(app.child.pid);
      const { firstByteMs, wholeMs, bytes, mostMiB } = await take(
        `${app.url}${everything}`,
        cookie,
        app.child.pid,
      );
      print({
        measure: FILES_MEASURE,
        name,
        bytes,
        firstByteMs: rounded(firstByteMs),
        wholeMs: rounded(wholeMs),
        residentMiB: { before, most: mostMiB },
        grownPerByte: rounded(((mostMiB - before) * 2 ** 20) / bytes),
      });
    }
  } finally {
    await app.stop();
  }
}

interface Taken {
  readonly firstByteMs: number;
  readonly wholeMs: number;
  readonly bytes: number;
  /** The most that process `pid` had while the answer came. */
  readonly mostMiB: number;
}

/** Takes an answer without keeping it. */
async function take(url: string, cookie: string, pid?: number): Promise<Taken> {
  const began = performance.now();
  const answer = await fetch(url, { headers: { cookie } });
  if (answer.status !== 200 || !answer.body) throw new Error(`${url} answered ${answer.status}`);
  let [firstByteMs, bytes, mostMiB] = [0, 0, 0];
  for await (const piece of answer.body) {
    if (bytes === 0) firstByteMs = performance.now() - began;
    bytes += piece.length;
    mostMiB = Math.max(mostMiB, residentMiB(pid));
  }
  return { firstByteMs, wholeMs: performance.now() - began, bytes, mostMiB };
}

/** Memory of a process, where the system tells it; else 0. */
function residentMiB(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  if (pid === undefined || !existsSync(file)) return 0;
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024);
}

async function giveAllRoles(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO staff_roles (staff_member_id, organization_id, role)
     SELECT DISTINCT role.staff_member_id, organization.id, 'viewer' FROM staff_roles role, organizations organization
     ON CONFLICT DO NOTHING`,
  );
}

async function millisecondsOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
