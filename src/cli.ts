import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, InvalidArgumentError } from 'commander';
import { AppModule } from './app.module.js';
import { addBounceCommand } from './cli/bounce-command.js';
import { addLotteryCommand } from './cli/lottery-command.js';
import { addPurgeCommand } from './cli/purge-command.js';
import { addStaffCommand, role } from './cli/staff-command.js';
import { addVerifyCommand } from './cli/verify-command.js';
import { drift, migrate } from './migrate.js';
import { ROLES, type Role } from './organizations/principal.js';
import { ApiTokens } from './organizations/tokens/api-tokens.service.js';
import { Clock } from './platform/clock.js';
import { AppConfig } from './platform/config/app-config.js';
import { EnvError, readEnv } from './platform/config/env.js';
import { nodeVersionFault } from './platform/config/node-version.js';
import { startFault } from './platform/config/start-fault.js';
import { type ProvidedDatabase, provideDatabase } from './platform/database/provided-database.js';
import type { StaffLanguage } from './platform/views/messages.js';
import { Views } from './platform/views/views.js';
import { readSourceText } from './programmes/import/source-text.js';
import { YearExport } from './registrations/year/year-export.js';
import { conflictsInWords, importJson } from './registrations/year/year-import.conflicts.js';
import { YearImport } from './registrations/year/year-import.js';
import { reportLines } from './registrations/year/year-import.report.js';
import { DomainError } from './shared/domain-error.js';

/** Runs `act` with the application's services on a migrated database; lets go of everything afterwards. */
async function withApp<T>(act: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const fault = nodeVersionFault();
  if (fault) throw new Refusal(fault);
  const env = readEnv(process.env);
  const database = await provideDatabase(env, () => undefined);
  try {
    await migrate(database.ownerUrl, database.url);
    const config = new AppConfig(env, database.url, 'web');
    const app = await NestFactory.createApplicationContext(AppModule.for(config, new Clock()), {
      logger: ['fatal', 'error', 'warn'],
      abortOnError: false,
    });
    try {
      return await act(app);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new Refusal(sentences(error, app.get(Views)));
    } finally {
      await app.close();
    }
  } finally {
    await database.release();
  }
}

/** A refusal in the operator's language, ready to print. */
class Refusal extends Error {}

/** One line for each fault, with its place in a file where it has one. */
function sentences(error: DomainError, views: Views): string {
  const language = languageOfOperator();
  const { faults = [], params } = error.details;
  return [
    views.translator(language)(`errors.${error.code}`, params),
    ...faults.map((fault) => views.messages.faultLine(fault, language)),
  ].join('\n');
}

function languageOfOperator(): StaffLanguage {
  return /^ja/.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'ja' : 'en';
}

async function readText(name: string): Promise<{ name: string; text: string }> {
  try {
    return await readSourceText(name);
  } catch (error) {
    throw new Refusal(`${name}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function withDatabase<T>(act: (database: ProvidedDatabase) => Promise<T>): Promise<T> {
  const database = await provideDatabase(readEnv(process.env), () => undefined);
  try {
    return await act(database);
  } finally {
    await database.release();
  }
}

function fiscalYear(value: string): number {
  if (/^(19|20)\d\d$/.test(value)) return Number(value);
  throw new InvalidArgumentError('a year, such as 2025');
}

async function readPassword(): Promise<string> {
  return process.env.TSUDOI_PASSWORD || readStandardInput();
}

async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text.trim();
}

const program = new Command('tsudoi').description(
  'Acts of the operator. Uses DATABASE_URL, or the embedded database.',
);

program
  .command('migrate')
  .description('bring the database to the schema of this version')
  .option('--check', 'only print the statements by which the entities differ, and fail if there are any')
  .action(async ({ check }: { check?: boolean }) =>
    withDatabase(async ({ ownerUrl, url }) => {
      const applied = await migrate(ownerUrl, url);
      if (!check) {
        console.log(applied.length > 0 ? applied.join('\n') : 'nothing to do');
        return;
      }
      const statements = await drift(ownerUrl);
      for (const statement of statements) console.log(`${statement};`);
      if (statements.length > 0) process.exitCode = 1;
    }),
  );

program
  .command('import')
  .description('import programme files, or a list of events: all of them, or none')
  .argument('<file...>', 'YAML or JSON, see docs/programme-file.md; CSV, see docs/open-data-import.md')
  .option('--organization <key>', 'whose list of events it is')
  .option('--dry-run', 'only list what would change')
  .option('--json', 'print the whole report, field by field')
  .action(async (names: string[], given: { dryRun?: boolean; json?: boolean; organization?: string }) => {
    const { dryRun, json, organization } = given;
    const files = await Promise.all(names.map(readText));
    await withApp(async (app) => {
      const report = await app.get(YearImport).run(files, {
        dryRun: dryRun === true,
        actor: 'system',
        organizationIds: 'any',
        listOf: organization,
      });
      const language = languageOfOperator();
      const wording = { t: app.get(Views).translator(language), language };
      const { messages } = app.get(Views);
      const notes = report.notes.map((note) => messages.faultLine(note, language));
      const lines = () => [...reportLines(report, conflictsInWords(report, wording)), ...notes];
      const asJson = () => importJson(report, wording, (note) => messages.faultText(note, language));
      console.log(json ? JSON.stringify(asJson(), null, 2) : lines().join('\n'));
    });
  });

program
  .command('export')
  .description("print an organization's year as a programme file; nothing of who takes part is in it")
  .argument('<organization>', 'its key')
  .option('--fiscal-year <year>', 'only this one, e.g. 2025 for April 2025 to March 2026', fiscalYear)
  .action(async (organization: string, { fiscalYear: year }: { fiscalYear?: number }) =>
    withApp(async (app) => {
      const options = { organization, fiscalYear: year, language: languageOfOperator() };
      process.stdout.write((await app.get(YearExport).file('system', options)).text);
    }),
  );

const token = program.command('token').description('API tokens');
token
  .command('create')
  .description('make an API token; it is shown once and only its hash is kept')
  .requiredOption('--organization <slug...>', 'one or more')
  .requiredOption('--role <role>', ROLES.join(', '), role)
  .option('--label <text>', 'what it is for', 'command line')
  .action(async (given: { organization: string[]; role: Role; label: string }) =>
    withApp(async (app) => {
      const { organization, ...rest } = given;
      console.log(await app.get(ApiTokens).createForOperator({ ...rest, organizationSlugs: organization }));
    }),
  );

token
  .command('revoke')
  .description(
    'end an API token at once and for good; its text is read from standard input, not from the command',
  )
  .action(async () => {
    const text = await readStandardInput();
    await withApp(async (app) => app.get(ApiTokens).revokeText(text));
    console.log('revoked');
  });

const tools = { withApp, readText, print: (line: string) => console.log(line) };
addStaffCommand(program, tools, readPassword);
addBounceCommand(program, tools);
addLotteryCommand(program, tools);
addVerifyCommand(program, tools);
addPurgeCommand(program, tools);

/** What a database that could not be reached means, where it is that. */
function sentenceOfStart(error: unknown): string | undefined {
  return startFault(error, readEnv(process.env));
}

program.parseAsync().catch((error: unknown) => {
  // An error of the database shown whole would show its parameters: addresses, and hashes of passwords.
  const known =
    error instanceof EnvError || error instanceof Refusal ? error.message : sentenceOfStart(error);
  console.error(known ?? (error instanceof Error ? error.stack : error));
  process.exitCode ??= 1;
});
