import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Account,
  type Binaries,
  findBinaries,
  findLauncher,
  giveTo,
  type Launcher,
} from './embedded-postgres-account.js';
import {
  findRunning,
  initialise,
  launch,
  prepareLog,
  type RunningServer,
  type ServerPlace,
  TryAgain,
} from './embedded-postgres-server.js';

const ATTEMPTS = 16;

export interface EmbeddedPostgresOptions {
  /** TSUDOI_HOME, absolute or relative to the working directory; everything is kept in `<home>/postgres` */
  readonly home: string;
  /** further settings of postgresql.conf, e.g. `{ fsync: 'off' }` in tests; only used where a server is started */
  readonly settings?: Readonly<Record<string, string>>;
  /** receives one English line per noteworthy step, for the operator */
  readonly log: (line: string) => void;
}

/** The folder of one embedded server, file by file. */
export interface Premises extends ServerPlace {
  readonly folder: string;
  readonly ownerFile: string;
  readonly lockFile: string;
  readonly portFile: string;
  readonly passwordFile: string;
  readonly account: Account | undefined;
}

/**
 * Starts the server, after creating its data where there is none. Belongs under the lock.
 * @param fixedPort the only port that will do, because connections are already being made to it; otherwise the
 *   port of the time before is taken where it is free
 * @param signal ends the attempt; nothing is left running then
 * @throws Error saying what to do next.
 */
export async function start(
  premises: Premises,
  options: EmbeddedPostgresOptions,
  fixedPort?: number,
  signal?: AbortSignal,
): Promise<RunningServer> {
  const binaries = await findBinaries();
  const launcher = await findLauncher(binaries, premises.account, premises.folder);
  prepareLog(premises.logFile);
  giveTo(premises.account, premises.logFile);
  removeUnfinished(premises.folder);
  if (!isInitialised(premises.data)) await create(premises, launcher, binaries, options);
  const version = readFileSync(join(premises.data, 'PG_VERSION'), 'utf8').trim();
  if (version !== launcher.version) {
    throw new Error(
      `${premises.data} was made by PostgreSQL ${version}, but version ${launcher.version} is installed. Restore a ` +
        'backup into a new TSUDOI_HOME, or go back to the release of Tsudoi that made it.',
    );
  }
  for (let attempt = 1; ; attempt++) {
    try {
      const port = fixedPort ?? (await choosePort(rememberedPort(premises)));
      return await launch(launcher, binaries.postgres, premises, port, options.settings ?? {}, signal);
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (attempt === ATTEMPTS) {
        throw new Error(
          `The embedded PostgreSQL still cannot start after ${ATTEMPTS} attempts. End what holds its data or its ` +
            `port (see the last lines of ${premises.logFile} below), then start again.\n${error.message}`,
        );
      }
      await pause(100 * attempt, undefined, { signal });
      const other = await findRunning(premises);
      if (other) return other;
    }
  }
}

/** initdb works in a directory of its own that is renamed when complete: killed half-way, it leaves nothing behind. */
async function create(
  premises: Premises,
  launcher: Launcher,
  binaries: Binaries,
  options: EmbeddedPostgresOptions,
) {
  options.log(`creating the embedded PostgreSQL in ${premises.data}`);
  const unfinished = join(premises.folder, `data.new-${randomBytes(4).toString('hex')}`);
  const durable = options.settings?.fsync !== 'off';
  await initialise(launcher, binaries.initdb, unfinished, premises.passwordFile, premises.logFile, durable);
  renameSync(unfinished, premises.data);
  if (!durable) return;
  const folder = openSync(premises.folder, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('data.new-')) continue;
    // An initdb whose starter was killed may still be writing there; it then fails by itself, and the next start
    // removes the rest.
    try {
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {}
  }
}

/** True where initdb has been here. */
export function isInitialised(data: string): boolean {
  return statSync(join(data, 'PG_VERSION'), { throwIfNoEntry: false }) !== undefined;
}

/**
 * Notes the port for later starts: other processes keep connecting to it while the server is away.
 * @param url of the running server
 */
export function rememberPort(premises: Premises, url: string): void {
  const { port } = new URL(url);
  if (Number(port) === rememberedPort(premises)) return;
  const fresh = `${premises.portFile}.new`;
  writeFileSync(fresh, port, { mode: 0o600 });
  giveTo(premises.account, fresh);
  renameSync(fresh, premises.portFile);
}

function rememberedPort({ portFile }: Premises): number {
  const known = statSync(portFile, { throwIfNoEntry: false }) && Number(readFileSync(portFile, 'utf8'));
  return known && Number.isInteger(known) && known > 0 && known < 65_536 ? known : 0;
}

/** `wanted` where it is free, otherwise any free port of 127.0.0.1. */
async function choosePort(wanted: number): Promise<number> {
  return freePort(wanted).catch(() => freePort(0));
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
