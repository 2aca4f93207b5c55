import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Messages } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import { simpleTexts } from './simple-texts.js';

const directory = join(TEMPLATES, 'messages');
const messages = new Messages(directory, readdirSync(directory));

/** Rooms whose every word can stand on a public page, in a public feed or under a form that the public fills in. */
const PUBLIC = [
  ...[
    'public.',
    'registering.',
    'my.',
    'errors.',
    'calendar.',
    'digest.',
    'openData.',
    'lottery.',
    'annual.',
  ],
  ...[
    'machines.',
    'year.frequency.',
    'mailTexts.lockScreen.',
    'withdrawn.',
    'words.',
    'answers.',
    'finding.',
    'keeping.',
    'privacy.',
    'sharing.',
    'keptPage.',
  ],
];
/** What these have that the public never reads. */
const NOT_PUBLIC: Readonly<Record<string, string>> = {
  'lottery.staff.': 'pages of staff',
  'calendar.staff.': 'the feed of staff',
  'privacy.staff.': 'the page on which staff write',
  'openData.fact.': 'cells of the list of events, whose layout knows one language',
  'openData.registration.': 'cells of the list of events',
  'annual.back': 'leads back to a page of staff',
  'words.otherLanguage': 'pages of staff have two languages',
  'words.form.': 'forms of staff; those of its words that public forms have are written',
};
/** Cells of the list of events that stand beside its page's own words. */
const CELLS =
  /^openData\.(separator|timeUnknown|doorsOpen|timeZone|segment|cancelled|joint|seats|seatsOf|people|parties|noLimit|number)$/;

/** The longest sentence, and the longest run of letters without a space. */
const LONGEST = 45;
const LONGEST_RUN = 18;
/** Where a sentence ends, or gives way to another branch of its message. */
const ENDS = /[。！？{}]/;
const DOUBLE_NEGATIVES =
  /な(?:い|く)[^。]{0,8}(?:は|も|では) ?(?:ない|ありません)|なければ ?なりません|ないと ?いけません|なくては/;

describe('catalogues of やさしい日本語', () => {
  const texts = simpleTexts();

  it('have words of their own for all that public pages can say', () => {
    const silent = [...Object.keys(NOT_PUBLIC)];
    const keys = PUBLIC.flatMap((room) => messages.keys(room)).filter(
      (key) => !silent.some((part) => key.startsWith(part)) && !CELLS.test(key),
    );
    expect(keys.length).toBeGreaterThan(600);
    expect(keys.filter((key) => !messages.hasSimple(key))).toEqual([]);
  });

  it('name no key twice', () => {
    const twice = texts.map(({ key }) => key).filter((key, index, all) => all.indexOf(key) !== index);
    expect(twice).toEqual([]);
  });

  it('speak in short sentences, with spaces between the words', () => {
    const found = texts.flatMap(({ file, key, text }) => {
      const sentences = text.split(ENDS);
      const long = sentences.filter((sentence) => sentence.trim().length > LONGEST);
      const run = new RegExp(`[^\\s{}。、「」『』（）【】：・；?!\\x20-\\x7e]{${LONGEST_RUN + 1},}`);
      const crowded = sentences.filter((sentence) => run.test(sentence));
      return [...long, ...crowded].map((sentence) => `${file} ${key}: ${sentence}`);
    });
    expect(found).toEqual([]);
  });

  it('use no hard word where the glossary has a plain one', () => {
    const words = hardWords();
    expect(words.length).toBeGreaterThan(80);
    const found = texts.flatMap(({ file, key, text }) => {
      const own = text.replace(/「[^」]*」/g, '');
      return words.filter((word) => own.includes(word)).map((word) => `${file} ${key}: ${word}: ${text}`);
    });
    expect(found).toEqual([]);
  });

  it('deny nothing twice', () => {
    const found = texts
      .filter(({ text }) => DOUBLE_NEGATIVES.test(text))
      .map(({ key, text }) => `${key}: ${text}`);
    expect(found).toEqual([]);
    expect(DOUBLE_NEGATIVES.test('来られない ことも ありません')).toBe(true);
    expect(DOUBLE_NEGATIVES.test('書かなければ なりません')).toBe(true);
  });

  it('end sentences as one speaks to somebody: です, ます, ください', () => {
    const found = texts.flatMap(({ key, text }) =>
      [...text.matchAll(/([^。{}\s]*)。/g)]
        .map(([, end = '']) => end)
        .filter((end) => end !== '' && /(?:だ|である|のこと|する|った|ない)$/.test(end))
        .map((end) => `${key}: ${end}`),
    );
    expect(found).toEqual([]);
  });
});

/** The left column of the glossary in docs/languages.md. */
function hardWords(): string[] {
  const glossary =
    readFileSync(join(TEMPLATES, '../docs/languages.md'), 'utf8').split('## Plain words')[1] ?? '';
  return glossary
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .flatMap((line) => (line.split('|')[1] as string).trim().split('、'));
}
