import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Messages } from '../../../src/platform/views/messages.js';
import { sessionsOf } from '../../../src/programmes/domain/course-sessions.js';
import { AUDIENCES, KINDS } from '../../../src/programmes/domain/kinds.js';
import type { FileFault } from '../../../src/programmes/import/file-fault.js';
import { readProgrammeFile } from '../../../src/programmes/import/programme-file-reader.js';
import { LARGEST_FILE_BYTES } from '../../../src/programmes/import/source-file.js';
import { yearOfFile } from '../../../src/programmes/import/year-of-file.js';
import { expectGolden } from '../../support/golden.js';
import { townFile } from './town-file.js';

const ROOT = join(import.meta.dirname, '../../..');
const CATALOGUES = ['programmes.ja.yaml', 'programmes.en.yaml'];

const HEAD = 'format: tsudoi/1\norganization: {key: town, name: 町}\n';

function faultsOf(text: string, name = 'town.yaml'): readonly FileFault[] {
  return readProgrammeFile({ name, text }).faults;
}

function places(text: string): string[] {
  return faultsOf(text).map(({ code, line, column }) => `${line}:${column} ${code}`);
}

/** A file with one programme of one course, whose last lines are given. */
function course(lines: string): string {
  return `${HEAD}programmes:\n  - key: p\n    title: 教室\n    kind: other\n    courses:\n      - key: c\n        title: 期\n        fiscalYear: 2025\n${lines}`;
}

describe('the faults of a file', () => {
  let messages: Messages;
  beforeAll(() => {
    messages = new Messages(join(ROOT, 'templates/messages'), CATALOGUES);
  });

  it.each(['ja', 'en'] as const)('are all reported at once, with place and remedy (%s)', (language) => {
    const text = readFileSync(join(ROOT, 'test/golden/programmes/everything-wrong.yaml'), 'utf8');
    const faults = faultsOf(text, 'everything-wrong.yaml');
    const t = messages.translator(language);
    const lines = faults.map(({ file, line, column, code, params }) => {
      return `${file}:${line}:${column}: ${t(`faults.${code}`, params)} ${t(`remedies.${code}`, params)}`;
    });
    expectGolden(`programmes/everything-wrong.${language}.txt`, Buffer.from(`${lines.join('\n')}\n`));
  });

  it('carry path and parameters for programs', () => {
    const [fault] = faultsOf(course('        sessions:\n          - {date: 2025-02-29}\n'));
    expect(fault).toEqual({
      file: 'town.yaml',
      line: 12,
      column: 20,
      field: 'programmes[0].courses[0].sessions[0].date',
      path: ['programmes', 0, 'courses', 0, 'sessions', 0, 'date'],
      code: 'file.impossible_date',
      params: { value: '2025-02-29' },
    });
  });

  it('name a time that clocks skip, and take one that they show twice', () => {
    const at = (date: string) =>
      places(
        course(
          `        defaults: {timeZone: America/New_York}\n        sessions:\n          - {date: ${date}, start: "02:30", end: "04:00"}\n`,
        ),
      );
    expect(at('2027-03-14').map((place) => place.split(' ')[1])).toEqual(['file.skipped_time']);
    expect(at('2026-11-01')).toEqual([]);
    expect(at('2027-03-15')).toEqual([]);
  });

  it('keep an organization from the words that feeds use', () => {
    expect(faultsOf(townFile({ key: 'my' })).map(({ code }) => code)).toEqual(['file.reserved_key']);
  });

  it('have a sentence and a remedy each', () => {
    const t = messages.translator('en');
    const sources = [
      'domain/course-rules',
      'domain/course-times',
      'domain/rule-sessions',
      'domain/file-rules',
      'domain/registering-rules',
      'domain/registering-modes',
      'import/schema-findings',
      'import/source-file',
      'import/yaml-document',
      'import/year-plan',
      'import/file-fault',
    ];
    const codes = sources
      .map((name) => readFileSync(join(ROOT, `src/programmes/${name}.ts`), 'utf8'))
      .flatMap((text) => [...text.matchAll(/code: '(?:file\.)?([a-z_]+)'/g)].map((match) => match[1]));
    expect(codes.length).toBeGreaterThan(40);
    for (const code of codes) {
      expect(messages.has(`faults.file.${code}`) ? '' : code).toBe('');
      expect(messages.has(`remedies.file.${code}`) ? '' : code).toBe('');
    }
    expect(t('remedies.file.not_a_time')).toContain('09:30');
  });
});

describe('text that is no file', () => {
  it.each([
    ['nothing', '', 'file.empty'],
    ['only a comment', '# later\n', 'file.empty'],
    ['a list', '- a\n', 'file.not_a_object'],
    ['a broken bracket', `${HEAD}venues: [\n`, 'file.syntax'],
    ['a tab', `${HEAD}venues:\n\t- {key: a, name: b}\n`, 'file.syntax'],
    ['two documents', `${HEAD}---\n${HEAD}`, 'file.two_documents'],
    ['a tag of some language', `${HEAD}venues: !!python/object []\n`, 'file.syntax'],
    ['a reference to nothing', `${HEAD}venues: *later\n`, 'file.bad_alias'],
    ['a circle', `${HEAD}venues: &all [*all]\n`, 'file.circle'],
  ])('%s', (_, text, code) => {
    expect(faultsOf(text).map((fault) => fault.code)).toEqual([code]);
  });

  it('names the place where it is not UTF-8', () => {
    const shiftJis = Buffer.concat([Buffer.from(HEAD), Buffer.from([0x23, 0x20, 0x92, 0xac, 0x0a])]);
    expect(places(shiftJis.toString('utf8'))).toEqual(['3:3 file.encoding']);
  });

  it('may come from Windows, with byte order mark and its line ends', () => {
    expect(faultsOf(`\uFEFF${townFile().replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  it.each([
    ['brackets', '['.repeat(20_000)],
    ['closed brackets', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['braces', `${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`],
    ['dashes', `${'- '.repeat(5000)}a`],
    ['question marks', `${'? '.repeat(5000)}a`],
    ['indentation', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('survives depth without end: %s', (_, text) => {
    expect(faultsOf(text)).toEqual([expect.objectContaining({ code: 'file.too_deep' })]);
  });

  it('tells the first faults of syntax, not all their consequences', () => {
    expect(faultsOf('}\n'.repeat(2000)).length).toBeLessThanOrEqual(10);
  });

  it('stays quick where everything is wrong', () => {
    const started = performance.now();
    expect(faultsOf('}\n'.repeat(50_000))).toHaveLength(10);
    expect(faultsOf(`${HEAD}venues:\n${'  - {}\n'.repeat(50_000)}`)).toHaveLength(1001);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('refuses references that multiply, at once', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items = level === 0 ? Array(9).fill('x') : Array(9).fill(`*l${level - 1}`);
      return `l${level}: &l${level} [${items.join(', ')}]`;
    });
    const started = performance.now();
    expect(faultsOf(`${HEAD}${levels.join('\n')}\n`)).toEqual([
      expect.objectContaining({ code: 'file.bad_alias' }),
    ]);
    const many = `base: &base {}\nlist: [${Array(500).fill('*base').join(', ')}]\n`;
    expect(faultsOf(`${HEAD}${many}`)).toEqual([expect.objectContaining({ code: 'file.too_many_aliases' })]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('refuses 50 MB without reading it', () => {
    const text = 'x'.repeat(50 * 1024 * 1024);
    const started = performance.now();
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({ code: 'file.too_large', params: { megabytes: 2 } }),
    ]);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(LARGEST_FILE_BYTES).toBe(2 * 1024 * 1024);
  });

  it('stops listing after a thousand faults, and says how many there are', () => {
    const faults = faultsOf(`${HEAD}venues:\n${'  - {key: A, name: a}\n'.repeat(1500)}`);
    expect(faults).toHaveLength(1001);
    expect(faults.at(-1)).toMatchObject({ code: 'file.more_faults', params: { count: 500 } });
  });
});

describe('text that might be read as something else', () => {
  it('stays text: dates, times, yes and no, also where the file asks for YAML 1.1', () => {
    const text = `%YAML 1.1\n---\n${course('        sessions:\n          - {date: 2025-04-14, start: 10:30, topic: no}\n')}`;
    const { file } = readProgrammeFile({ name: 'a', text });
    expect(file?.content.programmes?.[0]?.courses?.[0]?.sessions?.[0]).toEqual({
      date: '2025-04-14',
      start: '10:30',
      topic: 'no',
    });
  });

  it('asks for quotes where digits would lose their zero', () => {
    expect(
      places('format: tsudoi/1\norganization: {key: town, name: 町, contact: {tel: 0312345678}}\n'),
    ).toEqual(['2:51 file.needs_quotes']);
  });

  it('takes keys without value as left out', () => {
    const text = `${HEAD}venues:\nprogrammes:\n  - {key: p, title: 会, kind: other, titleEn: , hosts: , plans: [{fiscalYear: 2025, plannedMax: }]}\n`;
    expect(faultsOf(text)).toEqual([]);
  });

  it('is not fooled by names of the language', () => {
    expect(places(`${HEAD}__proto__: {a: 1}\nconstructor: 1\n`)).toEqual([
      '3:1 file.unknown_key',
      '4:1 file.unknown_key',
    ]);
  });
});

describe('one fault is told once', () => {
  it.each([
    ['a misspelt key', '        sesions: []\n', ['11:9 file.unknown_key_near']],
    [
      'a rule whose weekday is misspelt',
      '        rule: {monthly: [3 satuday]}\n',
      ['11:26 file.not_a_month_day'],
    ],
    ['a time with one digit', '        defaults: {start: 9:00}\n', ['11:27 file.not_a_time']],
    [
      'wrong defaults, not each session that takes them',
      '        defaults: {start: "12:00", end: "11:00"}\n        sessions: [{date: 2025-04-14}, {date: 2025-04-15}]\n',
      ['11:41 file.end_before_start'],
    ],
    [
      'a faulty date, not the missing fiscal year',
      '        sessions: [{date: soon}]\n',
      ['11:27 file.not_a_date'],
    ],
    ['a session without date', '        sessions: [{topic: いつか}]\n', ['11:20 file.no_date']],
    [
      'a date and undated',
      '        sessions: [{date: 2025-04-14, undated: 後日}]\n',
      ['11:39 file.date_and_undated'],
    ],
    [
      'two sessions of one key',
      '        sessions: [{undated: 春}, {undated: 秋}]\n',
      ['11:34 file.duplicate_session'],
    ],
    [
      'a range without end',
      '        sessions: []\n    plans: [{fiscalYear: 2025, qualifier: range}]\n',
      ['12:13 file.range_without_end'],
    ],
    [
      'a weekday that is not the date’s',
      '        sessions: [{date: 2025-04-14, weekday: friday}]\n',
      ['11:48 file.weekday_differs'],
    ],
    ['a number', '        sessions: [{number: 0, date: 2025-04-14}]\n', ['11:29 file.too_small']],
  ])('%s', (_, lines, expected) => {
    expect(places(course(lines))).toEqual(expected);
  });

  it('knows an overnight session, and a weekday that fits', () => {
    const sessions = '[{date: 2025-04-14, weekday: 月, endDate: 2025-04-15, start: "22:00", end: "01:00"}]';
    expect(places(course(`        sessions: ${sessions}\n`))).toEqual([]);
  });
});

describe('docs/programme-file.md', () => {
  it('shows an example that is right, and gives as many dates as it says', () => {
    const guide = readFileSync(join(ROOT, 'docs/programme-file.md'), 'utf8');
    const [, example = ''] = /```yaml\n(format: [\s\S]*?)```/.exec(guide) ?? [];
    const { file, faults } = readProgrammeFile({ name: 'example', text: example });
    expect(faults).toEqual([]);
    const meeting = file?.content.programmes?.[1]?.courses?.[0];
    expect(sessionsOf(meeting!).sessions).toHaveLength(10);
  });

  it('shows rules of registering that are right', () => {
    const guide = readFileSync(join(ROOT, 'docs/programme-file.md'), 'utf8');
    const [, example = ''] = /```yaml\n( +eligibility:[\s\S]*?)```/.exec(guide) ?? [];
    const text = `${HEAD}programmes:\n  - key: p\n    title: 教室\n    kind: other\n${example}`;
    const { file, faults } = readProgrammeFile({ name: 'example', text });
    expect(faults).toEqual([]);
    expect(file?.content.programmes?.[0]?.courses?.[0]?.registration?.joinUntil).toBe(3);
  });
});

describe('the schema', () => {
  it('knows the kinds and audiences that the rest of the house knows', () => {
    const { $defs } = JSON.parse(readFileSync(join(ROOT, 'docs/programme-file.schema.json'), 'utf8'));
    const { kind, audiences } = $defs.programme.properties;
    expect(kind.enum).toEqual(KINDS);
    expect(audiences.items.enum).toEqual(AUDIENCES);
  });

  it('closes every group of keys, so that no slip of the pen is overlooked', () => {
    const open: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      const { properties, additionalProperties } = node as Record<string, unknown>;
      if (
        properties &&
        typeof properties === 'object' &&
        additionalProperties !== false &&
        !path.endsWith('/properties')
      ) {
        open.push(path);
      }
      for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
    };
    walk(JSON.parse(readFileSync(join(ROOT, 'docs/programme-file.schema.json'), 'utf8')), '');
    expect(open).toEqual([]);
  });
});

describe('whatever is typed into a file', () => {
  it('is read or refused with faults that have a place; the reader itself never fails', () => {
    const whole = townFile();
    const scraps = [
      '',
      ' ',
      ':',
      '- ',
      '[',
      '}',
      '"',
      '*a',
      '&a ',
      'null',
      '{}',
      '[]',
      '0',
      '2025-02-30',
      '\n',
      '\t',
      '~',
    ];
    const edit = fc.record({
      at: fc.nat({ max: whole.length }),
      length: fc.nat({ max: 12 }),
      by: fc.constantFrom(...scraps),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (left, { at, length, by }) => left.slice(0, at) + by + left.slice(at + length),
          whole,
        );
        const { file, faults } = readProgrammeFile({ name: 'a', text });
        expect(file === undefined).toBe(faults.length > 0);
        for (const { line, column } of faults) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
          expect(column).toBeGreaterThanOrEqual(1);
        }
        if (file) yearOfFile(file.content, '00000000-0000-0000-0000-000000000000', { now: new Date(0) });
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});
