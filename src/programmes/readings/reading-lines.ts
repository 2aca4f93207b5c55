import type { Fault } from '../../shared/domain-error.js';
import { readingFindings } from '../domain/reading-rules.js';
import type { TownWord } from './town-words.queries.js';

/** As many as a programme file may have. */
const MOST_READINGS = 500;
/** UTF-16 units of a word or a reading, as in programme files. */
const MOST_LETTERS = 200;
const BETWEEN = /[\t、，,：:＝=\u3000 ]+/;

/** One word to a line, with its reading behind a comma. */
export function linesOf(readings: readonly TownWord[]): string {
  return readings.map(({ text, reading }) => `${text}、${reading}`).join('\n');
}

/** What is wrong in lines, and in which of them. */
interface LineFault {
  readonly line: number;
  readonly code: string;
  readonly params?: Fault['params'];
}

/**
 * The words of such lines. A comma of any width, a tab, a space or a colon may stand between; blank lines are nothing.
 * @returns the words, or what is wrong first, with the numbers of all lines in which it is
 */
export function readingsIn(
  text: string,
  field: string,
): { readonly readings: TownWord[]; readonly fault: Fault | undefined } {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: index + 1, parts: line.trim().split(BETWEEN).filter(Boolean) }))
    .filter(({ parts }) => parts.length > 0);
  const faults: LineFault[] = [];
  const known = lines.flatMap(({ line, parts: [word = '', reading, ...more] }) => {
    if (reading === undefined || more.length > 0) faults.push({ line, code: 'no_reading' });
    else if (Math.max(word.length, reading.length) > MOST_LETTERS) faults.push({ line, code: 'too_long' });
    else return [{ line, text: word, reading }];
    return [];
  });
  for (const { path, code, params } of readingFindings(known))
    faults.push({ line: known[Number(path[0])]?.line ?? 0, code, params });
  if (known.length > MOST_READINGS)
    faults.push({ line: lines.length, code: 'too_many', params: { most: MOST_READINGS } });
  return {
    readings: known.map(({ text: word, reading }) => ({ text: word, reading })),
    fault: firstOf(faults, field),
  };
}

function firstOf(faults: readonly LineFault[], field: string): Fault | undefined {
  const [first] = [...faults].sort((one, other) => one.line - other.line);
  if (!first) return undefined;
  const same = faults.filter(({ code }) => code === first.code).map(({ line }) => line);
  const lines = [...new Set(same)].sort((one, other) => one - other).join('、');
  return { field, code: `readings.${first.code}`, params: { ...first.params, lines } };
}
