import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_TOWNS } from '../../../../src/demo/demo-files.js';
import type { SourceText } from '../../../../src/programmes/import/source-file.js';
import { YearExport } from '../../../../src/registrations/year/year-export.js';
import { YearImport } from '../../../../src/registrations/year/year-import.js';
import type { ImportReport } from '../../../../src/registrations/year/year-import.report.js';
import { emptied } from '../../../support/emptied.js';
import type { TestApp } from '../../../support/test-app.js';

/** Programme files of the demo's towns. */
export function demoFiles(): SourceText[] {
  return DEMO_TOWNS.map((town) => {
    const name = `${town}.yaml`;
    return { name, text: readFileSync(join(import.meta.dirname, '../../../../demo', name), 'utf8') };
  });
}

export function importFiles(
  app: TestApp,
  files: readonly SourceText[],
  dryRun = false,
): Promise<ImportReport> {
  return app.nest.get(YearImport).run(files, { dryRun, actor: 'system', organizationIds: 'any' });
}

/** Every organization, or some, as the files that come out. */
export async function exportFiles(
  app: TestApp,
  organizations?: readonly string[],
  fiscalYear?: number,
): Promise<SourceText[]> {
  const slugs =
    organizations ??
    (await app.db.query('SELECT slug FROM organizations ORDER BY slug')).map(
      ({ slug }: { slug: string }) => slug,
    );
  const files: SourceText[] = [];
  for (const organization of slugs) {
    files.push(await app.nest.get(YearExport).file('system', { organization, fiscalYear, language: 'ja' }));
  }
  return files;
}

/** What an import would do, without the words. */
export function doings({ changes }: ImportReport): string[] {
  return changes.map(({ action, kind, key, fields }) => `${action} ${kind} ${key} ${JSON.stringify(fields)}`);
}

const TABLES = [
  'organizations',
  'venues',
  'programmes',
  'programme_hosts',
  'fiscal_year_plans',
  'reported_results',
  'courses',
  'sessions',
  'seat_pools',
];
/** What says how a row came about, not what it holds. */
const HISTORY = ['asked', 'ruled', 'sequence', 'previous_starts', 'changed_at', 'created_at'];

/** Every row that a programme file can make, by table; `but`: columns that are left aside. */
export async function rowsOf(
  app: TestApp,
  but: readonly string[] = [],
): Promise<Record<string, readonly string[]>> {
  const rows: Record<string, readonly string[]> = {};
  for (const table of TABLES) {
    const found = await app.db.query(
      `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${table} t ORDER BY 1`,
      [[...HISTORY, ...but]],
    );
    rows[table] = found.map(({ row }: { row: string }) => row);
  }
  return rows;
}

export async function emptyDatabase(app: TestApp): Promise<void> {
  await emptied(app.db, 'organizations, messages');
}
