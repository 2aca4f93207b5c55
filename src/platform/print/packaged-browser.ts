import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { newId } from '../../shared/ids.js';

/** Before the version, in names of directories of the home directory. */
const NAME = 'chromium-';

/**
 * The Chromium of the package, unpacked at its first use into a directory that nobody else writes into: what lies in the shared
 * directory for temporary files may be anybody's. It gets its name when it is whole; those of other versions go.
 * @param home the directory of this installation (TSUDOI_HOME)
 * @param anew where the one that is there does not start
 * @returns its path
 */
export async function packagedBrowser(home: string, { anew = false } = {}): Promise<string> {
  const source = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const directory = join(home, `${NAME}${version}`);
  const file = join(directory, 'chromium');
  if (anew) await rm(directory, { recursive: true, force: true });
  if (existsSync(file)) return file;
  const unfinished = join(home, `unpacking-${newId()}`);
  await mkdir(unfinished, { recursive: true });
  try {
    await pipeline(
      createReadStream(join(source, 'bin/chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(unfinished, 'chromium'), { mode: 0o700 }),
    );
    await rename(unfinished, directory);
  } catch (error) {
    // Another process of this installation may have been faster.
    if (!existsSync(file)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  const others = (await readdir(home)).filter(
    (name) => name.startsWith(NAME) && name !== basename(directory),
  );
  for (const other of others) await rm(join(home, other), { recursive: true, force: true });
  return file;
}
