import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly license?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface Missing {
  readonly name: string;
  readonly range: string;
  readonly owner: LockedPackage;
}

const SYSTEMS = [
  'android',
  'darwin',
  'linux',
  'win32',
  'windows',
  'freebsd',
  'openharmony',
  'sunos',
  'aix',
  'netbsd',
  'openbsd',
];
const PROCESSORS = [
  'arm64',
  'x64',
  'arm',
  'ia32',
  'ppc64',
  'ppc',
  's390x',
  'riscv64',
  'loong64',
  'wasm32',
  'mips64el',
];

/** Optional packages that a lock file names but does not hold: `npm ci` refuses such a file, on every machine. */
export function missingOptionalPackages(lock: LockFile): Missing[] {
  return Object.entries(lock.packages).flatMap(([path, owner]) =>
    Object.entries(owner.optionalDependencies ?? {})
      .filter(([name]) => !placesOf(path, name).some((place) => lock.packages[place]))
      .map(([name, range]) => ({ name, range, owner })),
  );
}

/** The lock file with entries for those packages; where each is for shows in its name. */
export function completed(lock: LockFile): LockFile {
  const packages: Record<string, LockedPackage> = { ...lock.packages };
  for (const missing of missingOptionalPackages(lock)) {
    packages[`node_modules/${missing.name}`] = platformEntry(missing);
  }
  const [root, ...rest] = Object.entries(packages) as [[string, LockedPackage], ...[string, LockedPackage][]];
  return { ...lock, packages: Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]) };
}

/** Where Node looks for `name` from `path`: beside it, then further out. */
function placesOf(path: string, name: string): string[] {
  const parts = path === '' ? [] : path.split('/node_modules/');
  const inner = parts.map(
    (_, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/node_modules/${name}`,
  );
  return [...inner, `node_modules/${name}`];
}

function platformEntry({ name, range, owner }: Missing): LockedPackage {
  const words = (name.split('/').at(-1) as string).split(/[-.]/);
  const os = SYSTEMS.find((word) => words.includes(word));
  const cpu = PROCESSORS.find((word) => words.includes(word));
  if (!os && cpu !== 'wasm32') throw new Error(`${name}: its name does not say for which system it is`);
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(owner.dev ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    license: owner.license,
    optional: true,
    ...(os ? { os: [os === 'windows' ? 'win32' : os] } : {}),
  };
}

// `npm run complete-lock`, after `npm install` against a registry that lacks packages for other systems: npm then leaves
// them out of the lock file, and `npm ci` refuses it. They are for other systems: nothing of them is fetched here.
if (import.meta.main) {
  const file = new URL('../../package-lock.json', import.meta.url);
  const lock: LockFile = JSON.parse(readFileSync(file, 'utf8'));
  const { length } = missingOptionalPackages(lock);
  if (length > 0) writeFileSync(file, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(`${length} added`);
}
