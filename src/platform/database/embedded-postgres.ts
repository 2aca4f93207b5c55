import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { giveTo, serverAccount } from './embedded-postgres-account.js';
import { ensureDatabase } from './embedded-postgres-connection.js';
import { isAlive, readIdentity, withLock, writeIdentity } from './embedded-postgres-process.js';
import { findRunning, type RunningServer, shutDown } from './embedded-postgres-server.js';
import {
  type EmbeddedPostgresOptions,
  isInitialised,
  type Premises,
  rememberPort,
  start,
} from './embedded-postgres-start.js';
import { Supervision } from './embedded-postgres-supervision.js';

const LOCK_WITHIN_MS = 30_000;
const STOP_LOCK_WITHIN_MS = 10_000;
/** Milliseconds in which a living owner whose server died is given the chance to bring it back itself. */
const OWNER_WITHIN_MS = 10_000;

/** A PostgreSQL server of our own, for everyone who has not set DATABASE_URL. */
export interface EmbeddedPostgres {
  /** postgres:// URL on 127.0.0.1 to database `tsudoi` (created if absent) */
  readonly url: string;
  /** true where this process started or adopted the server and stops it; false where a living process owns it */
  readonly owned: boolean;
  /** Owned: fast shutdown, resolves when the process is gone. Attached: does nothing. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `<home>/postgres/data`, creating it at first use; adopts the server that a killed process
 * left behind; attaches to the one that another living process owns. Any number of processes of one machine may
 * call it at once. The server outlives a killed owner, so that nothing but `stop()` ever ends it;
 * where it dies under a living owner, the owner restarts it at the same port.
 * @throws Error saying what to do next, with the last lines of the server's log where it has something to say.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded PostgreSQL does not run on Windows. Set DATABASE_URL, or use WSL or Docker.',
    );
  }
  const folder = openFolder(resolve(options.home));
  const end = performance.now() + OWNER_WITHIN_MS;
  for (;;) {
    const patient = performance.now() < end;
    const found = await withLock(join(folder, 'lock'), LOCK_WITHIN_MS, () =>
      obtain(folder, options, patient),
    );
    if (found) return found;
    await pause(100);
  }
}

/** One attempt, under the lock; undefined where a living owner is about to restart its server and we are patient. */
async function obtain(
  folder: string,
  options: EmbeddedPostgresOptions,
  patient: boolean,
): Promise<EmbeddedPostgres | undefined> {
  const premises = await enter(folder);
  const running = await findRunning(premises);
  const owner = livingOwner(premises);
  if (running && owner) {
    await ensureDatabase(running.url);
    options.log(`using the embedded PostgreSQL of process ${owner.pid}`);
    return { url: running.url, owned: false, stop: async () => undefined };
  }
  if (owner && owner.pid !== process.pid && patient) return undefined;
  const server = running ?? (await start(premises, options));
  try {
    rememberPort(premises, server.url);
    writeIdentity(premises.ownerFile, (path) => giveTo(premises.account, path));
    await ensureDatabase(server.url);
  } catch (error) {
    if (!running) await shutDown(server.process);
    throw error;
  }
  const { pid } = server.process;
  options.log(`${running ? 'adopted the running' : 'started the'} embedded PostgreSQL, pid ${pid}`);
  const again = (signal: AbortSignal) => restart(premises, options, server.url, signal);
  const supervision = new Supervision(server, again, options.log);
  let stopping: Promise<void> | undefined;
  return { url: server.url, owned: true, stop: () => (stopping ??= stop(premises, supervision)) };
}

/** The owner's server died: the same again at the same port; undefined where it is another process's by now. */
function restart(
  premises: Premises,
  options: EmbeddedPostgresOptions,
  url: string,
  signal: AbortSignal,
): Promise<RunningServer | undefined> {
  return withLock(premises.lockFile, LOCK_WITHIN_MS, async () => {
    signal.throwIfAborted();
    const owner = livingOwner(premises);
    if (owner && owner.pid !== process.pid) return undefined;
    return (await findRunning(premises)) ?? start(premises, options, Number(new URL(url).port), signal);
  });
}

function livingOwner({ ownerFile }: Premises) {
  const owner = readIdentity(ownerFile);
  return owner && isAlive(owner) ? owner : undefined;
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
  return {
    folder,
    data,
    account,
    logFile,
    passwordFile,
    password,
    ownerFile: join(folder, 'owner'),
    lockFile: join(folder, 'lock'),
    portFile: join(folder, 'port'),
  };
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

async function stop(premises: Premises, supervision: Supervision): Promise<void> {
  const server = await supervision.end();
  if (!server) return;
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
