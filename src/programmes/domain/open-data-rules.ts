import { repeated } from './course-rules.js';
import type { FileFinding, FilePath, FileProgramme, FileVenue, Loose } from './programme-file.js';
import type { CourseSession } from './rule-sessions.js';

/** A position is a latitude with a longitude; paths start at the venue. */
export function positionFindings(venue: Loose<FileVenue>): FileFinding[] {
  const { latitude, longitude } = venue;
  // One that is there but faulty has a fault of its own already.
  if ('latitude' in venue === 'longitude' in venue) return [];
  if (latitude !== undefined) return [{ path: ['latitude'], code: 'position_without_longitude' }];
  if (longitude !== undefined) return [{ path: ['longitude'], code: 'position_without_latitude' }];
  return [];
}

/**
 * A title in katakana is what sorts and voices it: kanji and hiragana have no place in it, half-width katakana is not what the
 * government's event list takes. Digits, Latin letters and marks are as they are read.
 */
export function titleKanaFindings({ titleKana }: Loose<FileProgramme>): FileFinding[] {
  if (titleKana === undefined) return [];
  const path = ['titleKana'];
  if (/[\p{Script=Han}\p{Script=Hiragana}]/u.test(titleKana))
    return [{ path, code: 'not_katakana', params: { value: titleKana } }];
  const full = fullWidthKana(titleKana);
  return full === titleKana
    ? []
    : [{ path, code: 'half_width_katakana', params: { value: titleKana, full } }];
}

/** The same text with half-width katakana (ｶｿﾞｸ) written in full width (カゾク); everything else stays. */
export function fullWidthKana(text: string): string {
  return text.replaceAll(/[\uFF61-\uFF9F]+/gu, (kana) => kana.normalize('NFKC'));
}

/** NOs that several sessions of a file have; `path` of each session from the top of the file. */
export function listNumberFindings(
  sessions: readonly { readonly values: CourseSession['values']; readonly path: FilePath }[],
): FileFinding[] {
  return repeated(
    sessions.map(({ values, path }) => ({ id: values.listNumber, path: [...path, 'listNumber'] })),
    (number, path) => ({ path, code: 'duplicate_list_number', params: { number } }),
  );
}
