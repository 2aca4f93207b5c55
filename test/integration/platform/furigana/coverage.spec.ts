import { describe, expect, it } from '@jest/globals';
import { FORMATS } from '../../../../src/platform/views/formats.js';
import { GLOSSARY } from '../../../../src/platform/views/furigana/glossary.js';
import { Reader } from '../../../../src/platform/views/furigana/reader.js';
import { catalogueTexts } from './catalogue-texts.js';

const reader = new Reader(GLOSSARY);

/** Kanji without a reading, with what stands around them. */
function unread(text: string): string[] {
  return reader
    .parts(text)
    .filter(({ reading }) => reading === null)
    .flatMap(({ text: own }) => own.match(/\p{Script=Han}+.{0,3}/gu) ?? []);
}

describe('the readings of the house', () => {
  it('cover every kanji that the catalogues of やさしい日本語 can show', () => {
    const missing = catalogueTexts('ja-simple').flatMap(({ at, text }) =>
      unread(text).map((word) => `${word}   (${at})`),
    );
    expect(missing).toEqual([]);
  });

  it('cover every date and time', () => {
    const days = Array.from({ length: 366 }, (_, index) => {
      const day = new Date(Date.UTC(2024, 0, 1 + index));
      return day.toISOString().slice(0, 10);
    });
    for (const language of ['ja', 'ja-simple'] as const) {
      const format = FORMATS[language];
      const texts = [
        ...days.flatMap((day) => [format.date(day), format.shortDate(day)]),
        format.month('2025-04-01'),
        format.fiscalYear(2025),
        ...['00:00', '09:05', '10:30', '12:00', '12:30', '23:59', '24:00'].flatMap((time) => [
          format.time(time),
          format.timeRange('10:00', time),
          format.timeRange(time, null),
        ]),
        format.deadline(new Date('2025-04-10T08:00:00Z'), 'Asia/Tokyo'),
      ];
      expect(texts.flatMap(unread)).toEqual([]);
    }
  });

  it('would miss a word that nobody wrote down', () => {
    expect(unread('麒麟の集まり')).toEqual(['麒麟の集ま'.slice(0, 3)]);
  });
});
