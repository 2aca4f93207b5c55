import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Launcher, serverEnvironment } from './embedded-postgres-account.js';
import { DATABASE_USER, dataDirectoryAt, urlOf } from './embedded-postgres-connection.js';
import {
  identify,
  isAlive,
  isTaken,
  type ProcessIdentity,
  postmasterDirectory,
  waitUntilGone,
} from './embedded-postgres-process.js';

/** Recovery after a crash replays at most a few checkpoints of log; two minutes are far beyond it. */
const READY_WITHIN_MS = 120_000;
const SHUTDOWN_WITHIN_MS = 60_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** A server that answered with our password from our data directory. */
export interface RunningServer {
  readonly process: ProcessIdentity;
  readonly url: string;
}

/** Everything that concerns one server on this machine. */
export interface ServerPlace {
  readonly data: string;
  readonly password: string;
  readonly logFile: string;
}

/** Thrown where the server ended before it was ready for a reason that passes by itself. */
export class TryAgain extends Error {}

/**
 * Runs initdb into `target`, which must not exist.
 * @param passwordFile readable by the server's account
 * @throws Error with initdb's own words.
 */
export async function initialise(
  launcher: Launcher,
  initdb: string,
  target: string,
  passwordFile: string,
  logFile: string,
  durable: boolean,
): Promise<void> {
  const flags = ['-D', target, '-U', DATABASE_USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // The builtin provider knows upper and lower case of all scripts and sorts by code point: the same on every
  // machine, whatever locales it has.
  flags.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  flags.push('--no-instructions', ...(durable ? [] : ['--no-sync']));
  const from = sizeOf(logFile);
  const child = spawnLogged(launcher, initdb, flags, logFile);
  const ended = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(code === 0 ? undefined : `initdb ended with ${signal ?? code}`),
    );
  });
  if (ended === undefined) return;
  throw new Error(
    `The embedded PostgreSQL could not create its data directory ${target}: ${ended}. Check free space and ` +
      `permissions of ${dirname(target)}, or set DATABASE_URL to a PostgreSQL server.\n${tail(logFile, from)}`,
  );
}

/**
 * Starts a server on existing data and waits until it answers.
 * @param signal ends the attempt; the server is then shut down again
 * @throws TryAgain where a port was taken meanwhile or remains of a killed server are still going away.
 */
export async function launch(
  launcher: Launcher,
  postgres: string,
  place: ServerPlace,
  port: number,
  settings: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<RunningServer> {
  const all: Record<string, string> = {
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = [
    '-D',
    place.data,
    ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  const from = sizeOf(place.logFile);
  const child = spawnLogged(launcher, postgres, flags, place.logFile);
  let fault: string | undefined;
  child.once('error', (error) => {
    fault = error.message;
  });
  child.once('exit', (code, signal) => {
    fault ??= `it ended with ${signal ?? `code ${code}`}`;
  });
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  const goesOn = () => fault === undefined && !signal?.aborted;
  const answered = identity && (await waitUntilReady(place, port, () => goesOn() && isAlive(identity)));
  if (answered) return { process: identity, url: urlOf(port, place.password) };
  if (identity) await shutDown(identity);
  const words = tail(place.logFile, from);
  const passing =
    /could not bind|could not create any TCP|lock file .* already exists|pre-existing shared memory/;
  if (passing.test(words)) throw new TryAgain(words);
  throw new Error(
    `The embedded PostgreSQL did not start: ${fault ?? 'it does not accept our password or is too slow'}. Its log ` +
      `${place.logFile} says why (last lines below); repair that and start again, or set DATABASE_URL.\n${words}`,
  );
}

/**
 * Fast shutdown (open transactions are rolled back), and an immediate one where that takes over a minute.
 * @returns false where the process survives both
 */
export async function shutDown(server: ProcessIdentity): Promise<boolean> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(server)) return true;
    try {
      process.kill(server.pid, signal);
    } catch (error) {
      if (isAlive(server)) throw error;
    }
    if (await waitUntilGone(server, SHUTDOWN_WITHIN_MS)) return true;
  }
  return false;
}

/**
 * The living server of this data directory, if there is one. A postmaster.pid whose pid is now another process's
 * (usual after a container restarts), or that was copied along with the directory, is removed, because PostgreSQL
 * would refuse to start; so it would for a zombie, which containers without an init keep. One whose pid is free is
 * left to PostgreSQL. In every case PostgreSQL still finds orphaned children by the shared memory they hold.
 * @throws Error where a living server holds the data and cannot be used.
 */
export async function findRunning(place: ServerPlace): Promise<RunningServer | undefined> {
  const pidFile = `${place.data}/postmaster.pid`;
  const noted = await readPostmasterFile(pidFile);
  if (!noted) return undefined;
  const identity = identify(noted.pid);
  if (!identity && !isTaken(noted.pid)) return undefined;
  const directory = identity && postmasterDirectory(noted.pid);
  if (!directory || (exists(directory) && !sameFile(directory, place.data))) {
    rmSync(pidFile, { force: true });
    return undefined;
  }
  if (await waitUntilReady(place, noted.port, () => isAlive(identity))) {
    return { process: identity, url: urlOf(noted.port, place.password) };
  }
  if (!isAlive(identity)) return undefined; // it was shutting down
  throw new Error(
    `A PostgreSQL server (pid ${noted.pid}) holds ${place.data} but does not answer on 127.0.0.1:${noted.port} as ` +
      `ours. Stop it with kill -INT ${noted.pid}, then start again.\n${tail(place.logFile, 0)}`,
  );
}

/** Makes the log file ready for a server about to start; of a long one, one older file is kept. */
export function prepareLog(logFile: string): void {
  if (sizeOf(logFile) > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  closeSync(openSync(logFile, 'a', 0o600));
}

/**
 * Polls by connecting, because a log line is no promise; ends early once `alive` says no or the password is wrong.
 */
async function waitUntilReady(place: ServerPlace, port: number, alive: () => boolean): Promise<boolean> {
  const end = performance.now() + READY_WITHIN_MS;
  while (alive() && performance.now() < end) {
    const directory = await dataDirectoryAt(port, place.password);
    if (directory !== undefined) return sameFile(directory, place.data);
    await pause(30);
  }
  return false;
}

/** Lines 1 and 4 of postmaster.pid are pid and port; a torn file is given a second to become whole. */
async function readPostmasterFile(path: string): Promise<{ pid: number; port: number } | undefined> {
  for (let attempt = 0; exists(path); attempt++) {
    const lines = readFileSync(path, 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (pid > 0 && port > 0) return { pid, port };
    if (attempt >= 20) rmSync(path, { force: true });
    await pause(50);
  }
  return undefined;
}

function spawnLogged(launcher: Launcher, program: string, flags: readonly string[], logFile: string) {
  const [file, args] = launcher.wrap(program, flags);
  const log = openSync(logFile, 'a', 0o600);
  try {
    // Detached: its own process group, so that Ctrl-C in the terminal reaches us and not the server.
    const stdio: ['ignore', number, number] = ['ignore', log, log];
    return spawn(file, args, {
      cwd: '/',
      detached: true,
      env: serverEnvironment,
      stdio,
      ...launcher.identity,
    });
  } finally {
    closeSync(log);
  }
}

function tail(logFile: string, from: number): string {
  const text = exists(logFile) ? readFileSync(logFile).subarray(from).toString('utf8') : '';
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function sameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}
