import { repeated } from './course-rules.js';
import type { FileFinding, FilePath, Loose, ProgrammeFile } from './programme-file.js';

const KANJI = /\p{Script=Han}/u;
/** A reading of one word: hiragana and long vowels, nothing between. */
const READING = /^[ぁ-ゖー]+$/;
/** A name that is read out: what stands between its words may stay, and what is no letter of Japanese. */
const NO_NAME_IN_HIRAGANA = /[\p{Script=Han}\p{Script=Katakana}]/u;

/** What is wrong with words and how they are said to be read; paths start at the list. */
export function readingFindings(
  readings: readonly ({ readonly text?: string; readonly reading?: string } | undefined)[] | undefined,
): FileFinding[] {
  const list = readings ?? [];
  return [
    ...repeated(
      list.map((one, index) => ({ id: one?.text, path: [index, 'text'] })),
      (text, path) => ({ path, code: 'duplicate_reading', params: { text } }),
    ),
    ...list.flatMap((one, index): FileFinding[] => [
      ...(one?.text === undefined || KANJI.test(one.text)
        ? []
        : [{ path: [index, 'text'], code: 'reading_without_kanji', params: { text: one.text } }]),
      ...(one?.reading === undefined || READING.test(one.reading)
        ? []
        : [{ path: [index, 'reading'], code: 'reading_not_hiragana', params: { reading: one.reading } }]),
    ]),
  ];
}

/** What is wrong with every reading in hiragana of a file; paths start at its top. */
export function hiraganaFindings(file: Loose<ProgrammeFile>): FileFinding[] {
  const names = [
    { value: file.organization?.nameKana, path: ['organization', 'nameKana'] as FilePath },
    ...(file.venues ?? []).map((venue, index) => ({
      value: venue?.nameKana,
      path: ['venues', index, 'nameKana'] as FilePath,
    })),
  ];
  return [
    ...names.flatMap(({ value, path }): FileFinding[] =>
      value && NO_NAME_IN_HIRAGANA.test(value)
        ? [{ path, code: 'name_not_hiragana', params: { value } }]
        : [],
    ),
    ...readingFindings(file.organization?.readings).map((finding) => ({
      ...finding,
      path: ['organization', 'readings', ...finding.path],
    })),
  ];
}
