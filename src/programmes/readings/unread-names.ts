import type { DataSource } from 'typeorm';
import { HOUSE } from '../../platform/views/furigana/glossary.js';
import { Reader } from '../../platform/views/furigana/reader.js';
import { asHiragana } from '../../platform/views/furigana/spelled-reading.js';
import { Analyser } from '../search/analyser.js';
import { readable } from './town-words.js';
import { type TownWord, wordsOfTowns } from './town-words.queries.js';

/** Words that are suggested at a time. */
const MOST_SUGGESTED = 30;

/** Words in a town's names whose reading nobody knows, with a guess that a person has to confirm. The most frequent come first. */
export async function unreadNames(db: DataSource, organizationId: string, slug: string): Promise<TownWord[]> {
  const names: { name: string }[] = await db.query(
    `SELECT name FROM organizations WHERE id = $1
     UNION ALL SELECT title FROM programmes WHERE organization_id = $1
     UNION ALL SELECT name FROM venues WHERE organization_id = $1`,
    [organizationId],
  );
  const words = await wordsOfTowns(db, { organizations: [slug], programmes: [], ids: [] });
  const reader = new Reader(readable(words), HOUSE);
  const counted = new Map<string, number>();
  for (const { name } of names) {
    const left = reader.parts(name).flatMap(({ text, reading }) => (reading === null ? text : ''));
    for (const word of left.join('\n').match(/\p{Script=Han}+/gu) ?? [])
      counted.set(word, (counted.get(word) ?? 0) + 1);
  }
  const most = [...counted].sort(([, one], [, other]) => other - one).slice(0, MOST_SUGGESTED);
  const texts = most.map(([word]) => word);
  await using analyser = new Analyser();
  const guesses = await analyser.readings(texts);
  return texts.map((text, index) => {
    const guess = asHiragana(guesses[index] ?? '');
    // What it does not know either it gives back as it stands.
    return { text, reading: /^[ぁ-ゖー]+$/.test(guess) ? guess : '' };
  });
}
