import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SearchIndex } from './search-index.js';
import { type Query, type Wanted, wantedIn } from './wanted.js';

/** Programmes in which all the words of a query are found. */
export interface Found {
  /** Their ids, best first: by rank, then by organization and in the order of its file. */
  readonly ids: readonly string[];
  /** Of each of `ids`, how well it was found, lower is better: in its title, in what it says in short, elsewhere. */
  readonly ranks: readonly number[];
}

interface Answer extends Found {
  /** True where something changed of which search does not know yet. */
  readonly behind: boolean;
}

const FIELDS = ['title', 'summary', 'topics'] as const;
const NOWHERE = FIELDS.length;

/** Finds programmes by what people type: in kana, kanji, romaji or English, in any width; whatever was saved a moment ago too. */
@Injectable()
export class Search {
  private readonly logger = new Logger('search');

  constructor(
    private readonly db: DataSource,
    private readonly index: SearchIndex,
  ) {}

  /**
   * Programmes that have every word of `query` in their titles, summaries, audiences, topics, lecturers, venues, or in the name of their
   * town. Any text will do; nothing of it is kept.
   * @returns null where it says nothing to look for (empty, or signs alone): it then restricts nothing
   */
  async matching(query: string): Promise<Found | null> {
    const wanted = wantedIn(query, this.index.reader);
    if (wanted.words.length === 0) return null;
    const found = await this.find(wanted);
    if (!found.behind) return found;
    try {
      await this.index.refresh(HEALED_AT_ONCE, 'leave');
    } catch (error) {
      // Writing fails: what is known is better than nothing.
      this.logger.warn(`what changed is found later: ${(error as Error).message}`);
      return found;
    }
    return this.find(wanted);
  }

  private async find({ words: wanted, whole }: Query): Promise<Answer> {
    const parameters: string[] = [];
    const parameter = (value: string) => {
      parameters.push(value);
      return `$${parameters.length}`;
    };
    const columns = wanted.map((ways, index) => `${rankOf(ways, parameter)} AS word${index}`);
    if (whole) columns.push(`${rankOf(whole, parameter)} AS whole`);
    const words = wanted.map((_, index) => `word${index}`);
    const worst = `greatest(${words.join(', ')})`;
    const [row] = await this.db.query(
      `WITH known AS (SELECT programme_id, ${columns.join(', ')} FROM search_texts),
       found AS (SELECT programme_id, ${worst} * 2 + ${whole ? `(whole > ${worst})::int` : '0'} AS rank FROM known
         WHERE ${words.map((word) => `${word} < ${NOWHERE}`).join(' AND ')}),
       ordered AS (SELECT programme.id, found.rank FROM found
         JOIN programmes programme ON programme.id = found.programme_id
         JOIN organizations town ON town.id = programme.organization_id
         ORDER BY found.rank, town.slug, programme.position, programme.key)
       SELECT EXISTS (SELECT FROM search_changes) AS behind, coalesce(array_agg(id), '{}') AS ids,
         coalesce(array_agg(rank), '{}') AS ranks FROM ordered`,
      parameters,
    );
    return row;
  }
}

/** Batches of changed programmes that a search reads anew; the rest, after a very large import, is found within a minute. */
const HEALED_AT_ONCE = 3;

/** SQL: the first of the fields in which a text can have the word. */
function rankOf(ways: Wanted, parameter: (value: string) => string): string {
  const tests = ways.map(({ parts, pattern }) => ({
    likes: parts.map((part) => parameter(`%${part}%`)),
    pattern: pattern === undefined ? undefined : parameter(pattern),
  }));
  const has = (field: string) =>
    tests
      .map(({ likes, pattern }) =>
        [
          ...likes.map((like) => either(field, 'LIKE', like)),
          ...(pattern === undefined ? [] : [either(field, '~', pattern)]),
        ].join(' AND '),
      )
      .map((test) => `(${test})`)
      .join(' OR ');
  const cases = FIELDS.map((field, rank) => `WHEN ${has(field)} THEN ${rank}`);
  return `CASE ${cases.join(' ')} ELSE ${NOWHERE} END`;
}

/** SQL: the text, or its reading. Code points are compared, not what a locale makes of them. */
function either(field: string, operator: 'LIKE' | '~', parameter: string): string {
  return `(${field} COLLATE "C" ${operator} ${parameter} OR ${field}_read COLLATE "C" ${operator} ${parameter})`;
}
