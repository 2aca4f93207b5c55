import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readProgrammeFile } from '../../../src/programmes/import/programme-file-reader.js';
import { LARGEST_FILE_BYTES } from '../../../src/programmes/import/source-file.js';
import { readSourceText } from '../../../src/programmes/import/source-text.js';
import { townFile } from './town-file.js';

describe('files from the disk', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tsudoi-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are read as they are', async () => {
    const name = join(folder, 'town.yaml');
    writeFileSync(name, townFile());
    expect(await readSourceText(name)).toEqual({ name, text: townFile() });
  });

  it('are read only so far that they are seen to be too large, be it 50 MB or 50 GB', async () => {
    for (const bytes of [LARGEST_FILE_BYTES + 1, 50 * 2 ** 20, 50 * 2 ** 30]) {
      const name = join(folder, 'large.yaml');
      writeFileSync(name, '# ');
      truncateSync(name, bytes);
      const source = await readSourceText(name);
      expect(source.text).toHaveLength(LARGEST_FILE_BYTES + 1);
      expect(readProgrammeFile(source).faults.map(({ code }) => code)).toEqual(['file.too_large']);
    }
  });

  it('may be as large as they may be', async () => {
    const name = join(folder, 'full.yaml');
    const file = townFile();
    writeFileSync(name, `${file}#${'x'.repeat(LARGEST_FILE_BYTES - Buffer.byteLength(file) - 1)}`);
    const source = await readSourceText(name);
    expect(Buffer.byteLength(source.text)).toBe(LARGEST_FILE_BYTES);
    expect(readProgrammeFile(source).faults).toEqual([]);
  });

  it('say so where they are not there', async () => {
    await expect(readSourceText(join(folder, 'nowhere.yaml'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('what does not follow from the size of a file', () => {
  const course = (lines: string) =>
    `format: tsudoi/1\norganization: {key: town, name: 町}\nprogrammes:\n  - {key: p, title: 会, kind: other, courses: [${lines}]}\n`;
  const codes = (text: string) => readProgrammeFile({ name: 'a', text }).faults.map(({ code }) => code);

  it('is held in bounds too: sessions that rules give', () => {
    const daily = (index: number) =>
      `{key: c${index}, title: 期, fiscalYear: 2025, rule: {daily: true, slots: [{start: "09:00"}, {start: "10:00"}]}}`;
    const many = Array.from({ length: 15 }, (_, index) => daily(index));
    expect(codes(course(many.slice(0, 13).join(', ')))).toEqual([]);
    expect(codes(course(many.join(', ')))).toEqual(['file.too_many_sessions']);
  });

  it('is held in bounds too: dates that programmes take from programmes of two courses, fifty times over', () => {
    const programmes = Array.from({ length: 50 }, (_, index) => {
      const rule = index === 0 ? 'daily: true' : `sameDatesAs: p${index - 1}`;
      const courses = ['a', 'b'].map(
        (key) => `{key: ${key}, title: 期, fiscalYear: 2025, rule: {${rule}, months: [4]}}`,
      );
      return `  - {key: p${index}, title: 会, kind: other, courses: [${courses.join(', ')}]}\n`;
    });
    const started = performance.now();
    expect(
      codes(`format: tsudoi/1\norganization: {key: town, name: 町}\nprogrammes:\n${programmes.join('')}`),
    ).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
