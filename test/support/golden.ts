import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

/**
 * Compares the whole of `actual`, byte for byte, with the file `test/golden/<name>`. `GOLDEN=write` writes the file instead:
 * read the difference before you commit it.
 */
export function expectGolden(name: string, actual: Uint8Array): void {
  const file = join(import.meta.dirname, '../golden', name);
  if (process.env.GOLDEN === 'write') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  expect(existsSync(file) ? `found ${name}` : `${name} is missing`).toBe(`found ${name}`);
  // As text, so that a difference is shown in lines; latin1 keeps every byte apart.
  expect(Buffer.from(actual).toString('utf8')).toBe(readFileSync(file).toString('utf8'));
  expect(Buffer.from(actual).equals(readFileSync(file))).toBe(true);
}
