import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** when it started, in whatever unit the system has; only compared for equality */
  readonly startedAt: string;
}

/** Identity of a living process; undefined where there is none or only a zombie is left of it. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : ps(pid, 'lstart=');
  return startedAt ? { pid, startedAt } : undefined;
}

/** Identity of this process. @throws Error where the system does not tell. */
function ownIdentity(): ProcessIdentity {
  const own = identify(process.pid);
  if (own) return own;
  throw new Error(
    'This system does not tell when a process started (/proc or ps). Set DATABASE_URL instead.',
  );
}

/** True while exactly this process lives. */
export function isAlive(known: ProcessIdentity): boolean {
  return identify(known.pid)?.startedAt === known.startedAt;
}

/** True where the pid cannot be given to a new process: something lives there, or a zombie is left. */
export function isTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** The data directory (argument -D) of a postmaster; undefined where the pid is anything else. */
export function postmasterDirectory(pid: number): string | undefined {
  if (process.platform !== 'linux') return /\/postgres -D (.+?) -c /.exec(ps(pid, 'command=') ?? '')?.[1];
  const words = readIfThere(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  // The server's children overwrite their command line ("postgres: checkpointer"), so only a postmaster has -D.
  const flag = words.indexOf('-D');
  return words[0]?.endsWith('postgres') && flag > 0 ? words[flag + 1] : undefined;
}

/** Waits until the process is gone; false where it still lives after `timeoutMs` milliseconds. */
export async function waitUntilGone(known: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (isAlive(known)) {
    if (performance.now() > end) return false;
    await pause(20);
  }
  return true;
}

/** Reads an identity that {@link writeIdentity} stored; undefined where it is absent or torn. */
export function readIdentity(path: string): ProcessIdentity | undefined {
  return parseIdentity(readIfThere(path));
}

/** Stores this process's identity, complete or not at all. `prepare` may change the new file's owner. */
export function writeIdentity(path: string, prepare: (path: string) => void): void {
  const fresh = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(fresh, JSON.stringify(ownIdentity()), { mode: 0o600 });
  prepare(fresh);
  renameSync(fresh, path);
}

/**
 * Runs `work` while holding the lock file `path`, which is created exclusively and names its holder.
 * A lock whose holder is dead is taken over.
 * @throws Error when a living process still holds it after `timeoutMs` milliseconds.
 */
export async function withLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ ...ownIdentity(), token: randomBytes(8).toString('hex') });
  const end = performance.now() + timeoutMs;
  while (!tryCreate(path, mine)) {
    removeIfStale(path);
    if (performance.now() > end) {
      const holder = readIdentity(path);
      throw new Error(
        `Another process${holder ? ` (pid ${holder.pid})` : ''} has been starting or stopping the embedded ` +
          `PostgreSQL for more than ${timeoutMs / 1000} s. Wait for it or end it, then try again; if no such ` +
          `process exists, delete ${path}.`,
      );
    }
    await pause(25);
  }
  try {
    return await work();
  } finally {
    if (readIfThere(path) === mine) rmSync(path, { force: true });
  }
}

function tryCreate(path: string, content: string): boolean {
  try {
    // Readable, so that whoever comes after root can see that the holder is dead.
    writeFileSync(path, content, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfStale(path: string): void {
  const seen = readIfThere(path);
  if (seen === undefined) return;
  const holder = parseIdentity(seen);
  // A file without a holder is being written this very moment, or its writer was killed in that moment.
  if (holder ? isAlive(holder) : ageMs(path) < 2_000) return;
  // Two waiters may find the same dead holder. Moving the file aside shows which lock was really taken:
  // where it was already the other waiter's new one, it is put back.
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = readIfThere(aside);
  if (taken !== undefined && taken !== seen) tryCreate(path, taken);
  rmSync(aside, { force: true });
}

function ageMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}

function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number' || typeof value.startedAt !== 'string') return undefined;
    return { pid: value.pid, startedAt: value.startedAt };
  } catch {
    return undefined;
  }
}

/** proc(5): after the name in brackets come the state (field 3) and, as field 22, the start in clock ticks. */
function linuxStart(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  if (!state || state === 'Z' || state === 'X') return undefined;
  return `${readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${rest[18]}`;
}

function ps(pid: number, column: string): string | undefined {
  try {
    const [state, ...rest] = execFileSync('ps', ['-o', 'state=', '-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state?.startsWith('Z') ? undefined : rest.join(' ') || undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
