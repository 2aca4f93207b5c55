import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Account,
  type Binaries,
  findBinaries,
  findLauncher,
  giveTo,
  type Launcher,
  serverAccount,
} from './embedded-postgres-account.js';
import { ensureDatabase } from './embedded-postgres-connection.js';
import { isAlive, readIdentity, withLock, writeIdentity } from './embedded-postgres-process.js';
import {
  findRunning,
  initialise,
  launch,
  prepareLog,
  type RunningServer,
  type ServerPlace,
  shutDown,
  TryAgain,
} from './embedded-postgres-server.js';

const LOCK_WITHIN_MS = 30_000;
const STOP_LOCK_WITHIN_MS = 10_000;
const ATTEMPTS = 16;

/** A PostgreSQL server of our own, for everyone who has not set DATABASE_URL. */
export interface EmbeddedPostgres {
  /** postgres:// URL on 127.0.0.1 to database `tsudoi` (created if absent) */
  readonly url: string;
  /** true where this process started or adopted the server and stops it; false where a living process owns it */
  readonly owned: boolean;
  /** Owned: fast shutdown, resolves when the process is gone. Attached: does nothing. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** TSUDOI_HOME, absolute or relative to the working directory; everything is kept in `<home>/postgres` */
  readonly home: string;
  /** further settings of postgresql.conf, e.g. `{ fsync: 'off' }` in tests; only used where a server is started */
  readonly settings?: Readonly<Record<string, string>>;
  /** receives one English line per noteworthy step, for the operator */
  readonly log: (line: string) => void;
}

interface Premises extends ServerPlace {
  readonly folder: string;
  readonly ownerFile: string;
  readonly lockFile: string;
  readonly passwordFile: string;
  readonly account: Account | undefined;
}

/**
 * Starts PostgreSQL on `<home>/postgres/data`, creating it at first use; adopts the server that a killed process
 * left behind; attaches to the one that another living process owns. Any number of processes of one machine may
 * call it at once. The server outlives a killed owner, so that nothing but `stop()` ever ends it.
 * @throws Error saying what to do next, with the last lines of the server's log where it has something to say.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded PostgreSQL does not run on Windows. Set DATABASE_URL, or use WSL or Docker.',
    );
  }
  const folder = openFolder(resolve(options.home));
  return withLock(join(folder, 'lock'), LOCK_WITHIN_MS, async () => {
    const premises = await enter(folder);
    const running = await findRunning(premises);
    const owner = readIdentity(premises.ownerFile);
    if (running && owner && isAlive(owner)) {
      await ensureDatabase(running.url);
      options.log(`using the embedded PostgreSQL of process ${owner.pid}`);
      return { url: running.url, owned: false, stop: async () => undefined };
    }
    const server = running ?? (await start(premises, options));
    try {
      writeIdentity(premises.ownerFile, (path) => giveTo(premises.account, path));
      await ensureDatabase(server.url);
    } catch (error) {
      if (!running) await shutDown(server.process);
      throw error;
    }
    options.log(
      `${running ? 'adopted the running' : 'started the'} embedded PostgreSQL, pid ${server.process.pid}`,
    );
    let stopping: Promise<void> | undefined;
    return { url: server.url, owned: true, stop: () => (stopping ??= stop(premises, server)) };
  });
}

function openFolder(home: string): string {
  const folder = join(home, 'postgres');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    // Owner only, before anything secret is in it; a folder of another account fails here.
    chmodSync(folder, 0o700);
    return realpathSync(folder);
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL needs ${folder}, which this account cannot create or use. Start as the account that ` +
        'owns it, set TSUDOI_HOME to a directory of your own, or set DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
}

async function enter(folder: string): Promise<Premises> {
  const data = join(folder, 'data');
  const account = await serverAccount(data);
  giveTo(account, folder);
  const logFile = join(folder, 'server.log');
  const passwordFile = join(folder, 'password');
  const password = readOrCreatePassword(passwordFile, data);
  giveTo(account, passwordFile);
  const [ownerFile, lockFile] = [join(folder, 'owner'), join(folder, 'lock')];
  return { folder, data, account, logFile, passwordFile, password, ownerFile, lockFile };
}

function readOrCreatePassword(path: string, data: string): string {
  const known = statSync(path, { throwIfNoEntry: false }) && readFileSync(path, 'utf8').trim();
  if (known) return known;
  if (isInitialised(data)) {
    throw new Error(
      `${path} is missing, and without it the data in ${data} cannot be opened. Put the file back from your backup, ` +
        'or move the whole folder away to begin with an empty database.',
    );
  }
  const password = randomBytes(24).toString('hex');
  const fresh = `${path}.new`;
  writeFileSync(fresh, password, { mode: 0o600, flush: true });
  renameSync(fresh, path);
  return password;
}

async function start(premises: Premises, options: EmbeddedPostgresOptions): Promise<RunningServer> {
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
      return await launch(launcher, binaries.postgres, premises, options.settings ?? {});
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (attempt === ATTEMPTS) {
        throw new Error(
          `The embedded PostgreSQL still cannot start after ${ATTEMPTS} attempts. End what holds its data or its ` +
            `port (see the last lines of ${premises.logFile} below), then start again.\n${error.message}`,
        );
      }
      await pause(100 * attempt);
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

function isInitialised(data: string): boolean {
  return statSync(join(data, 'PG_VERSION'), { throwIfNoEntry: false }) !== undefined;
}

async function stop(premises: Premises, server: RunningServer): Promise<void> {
  let begun = false;
  const end = async () => {
    begun = true;
    if (!(await shutDown(server.process))) {
      const { pid } = server.process;
      throw new Error(
        `The embedded PostgreSQL (pid ${pid}) does not stop. Look into ${premises.logFile}; kill -KILL ${pid} ends ` +
          'it, and the next start recovers its data.',
      );
    }
    if (readIdentity(premises.ownerFile)?.pid === process.pid) rmSync(premises.ownerFile, { force: true });
  };
  // Under the lock, so that nobody attaches to a server that is going away; without it where it cannot be had,
  // because a server that nobody stops is worse.
  await withLock(premises.lockFile, STOP_LOCK_WITHIN_MS, end).catch(async (error: unknown) => {
    if (begun) throw error;
    await end();
  });
}
