import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../../platform/database/transaction.js';
import { GLOSSARY, HOUSE } from '../../platform/views/furigana/glossary.js';
import { Reader } from '../../platform/views/furigana/reader.js';
import { LANGUAGES } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import type { Analyser } from './analyser.js';
import { folded } from './folding.js';
import { type SearchSource, sourcesOf } from './search-sources.queries.js';

/** Raised where folding changes, or what is looked through: every row is then made anew. */
const RULES = 2;
/** Programmes of which one transaction makes the rows. */
const BATCH = 200;
/** UTF-16 units of one text; what lies behind is not found. */
const MOST_TEXT = 20_000;
/** Only one transaction makes rows at a time: of two that read the same programme, the one that read it later must write it last. */
const TURN = `hashtext('search_texts')`;

const FIELDS = ['title', 'summary', 'topics'] as const;
type Texts = Readonly<Record<(typeof FIELDS)[number], string>>;

/** What search compares, made of what is saved. Any number of processes may. */
@Injectable()
export class SearchIndex {
  /** Reads by the words of the house alone. */
  readonly reader = HOUSE;
  private readonly version: string;
  private outdated: Promise<unknown> | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly views: Views,
  ) {
    const words = ['kind', 'audience'].flatMap((list) => this.wordsOf(list));
    const made = JSON.stringify([RULES, GLOSSARY, words]);
    this.version = createHash('sha256').update(made).digest('hex').slice(0, 12);
  }

  /**
   * Makes the rows of programmes that changed, at most `batches` times 200.
   * @param turn `wait` for whoever makes rows just now, or leave it to them: a page that somebody looks at does not stand in a queue
   * @returns whether nothing is left
   */
  async refresh(batches = Number.POSITIVE_INFINITY, turn: 'wait' | 'leave' = 'wait'): Promise<boolean> {
    this.outdated ??= this.markOutdated().catch((error) => {
      this.outdated = undefined;
      throw error;
    });
    await this.outdated;
    for (let batch = 0; batch < batches; batch++) {
      const count = await inTransaction(this.db, (tx) => this.refreshBatch(tx, turn));
      if (count === null) return false;
      if (count < BATCH) return true;
    }
    return false;
  }

  /** Has the analyser read what it has not read yet. @returns how many programmes */
  async analyse(analyser: () => Analyser): Promise<number> {
    for (let total = 0; ; ) {
      const ids: string[] = (
        await this.db.query('SELECT programme_id AS id FROM search_texts WHERE NOT analysed LIMIT $1', [
          BATCH,
        ])
      ).map(({ id }: { id: string }) => id);
      if (ids.length === 0) return total;
      const sources = await this.db.transaction((tx) => sourcesOf(tx, ids));
      const written = await this.write(analyser(), sources);
      total += written;
      // What changed meanwhile is refreshed first, and read then.
      if (written === 0) return total;
    }
  }

  /** Rows of another version of this house are made anew, once for each process: two versions at a time must not fight. */
  private async markOutdated(): Promise<void> {
    await this.db.query(
      `INSERT INTO search_changes (id, programme_id)
       SELECT gen_random_uuid(), programme_id FROM search_texts WHERE version <> $1`,
      [this.version],
    );
  }

  /** @returns how many programmes; null: somebody else is at it, and was not waited for */
  private async refreshBatch(tx: EntityManager, turn: 'wait' | 'leave'): Promise<number | null> {
    if (turn === 'wait') await tx.query(`SELECT pg_advisory_xact_lock(${TURN})`);
    else {
      const [{ mine }] = await tx.query(`SELECT pg_try_advisory_xact_lock(${TURN}) AS mine`);
      if (!mine) return null;
    }
    const [marks]: [{ id: string }[]] = await tx.query(
      `DELETE FROM search_changes WHERE programme_id IN
         (SELECT DISTINCT programme_id FROM search_changes LIMIT $1) RETURNING programme_id AS id`,
      [BATCH],
    );
    const ids = [...new Set(marks.map(({ id }) => id))];
    if (ids.length === 0) return 0;
    const sources = await sourcesOf(tx, ids);
    const rows = sources.map((source) => ({ id: source.id, ...this.textsOf(source) }));
    await tx.query(
      `INSERT INTO search_texts AS known (programme_id, title, summary, topics, version)
       SELECT row.id, row.title, row.summary, row.topics, $2
       FROM jsonb_to_recordset($1::jsonb) AS row (id uuid, title text, summary text, topics text)
       ON CONFLICT (programme_id) DO UPDATE SET title = excluded.title, summary = excluded.summary,
         topics = excluded.topics, version = excluded.version,
         analysed = known.analysed AND known.version = excluded.version
           AND (known.title, known.summary, known.topics) = (excluded.title, excluded.summary, excluded.topics),
         ${FIELDS.map((field) => `${field}_read = CASE WHEN known.${field} = excluded.${field} THEN known.${field}_read ELSE '' END`).join(', ')}`,
      [JSON.stringify(rows), this.version],
    );
    return ids.length;
  }

  /** What was read in the meantime of texts that are others by now is left. */
  private async write(analyser: Analyser, sources: readonly SearchSource[]): Promise<number> {
    const texts = sources.map((source) => ({ id: source.id, ...this.textsOf(source) }));
    const spoken = sources.flatMap((source) => {
      const fields = this.fieldsOf(source);
      const own = new Reader(source.readings);
      return FIELDS.map((field) => fields[field].map((text) => spelled(text, own)).join('\n'));
    });
    const readings = await analyser.readings(spoken);
    const rows = texts.map((row, index) => ({
      ...row,
      ...Object.fromEntries(
        FIELDS.map((field, at) => [
          `${field}_read`,
          lines((readings[index * FIELDS.length + at] ?? '').split('\n')),
        ]),
      ),
    }));
    const [, count]: [unknown, number] = await this.db.query(
      `UPDATE search_texts known SET analysed = true,
         ${FIELDS.map((field) => `${field}_read = row.${field}_read`).join(', ')}
       FROM jsonb_to_recordset($1::jsonb) AS row (id uuid, title text, summary text, topics text,
         title_read text, summary_read text, topics_read text)
       WHERE known.programme_id = row.id
         AND (known.title, known.summary, known.topics) = (row.title, row.summary, row.topics)`,
      [JSON.stringify(rows)],
    );
    return count;
  }

  /** Texts as they are folded, with the readings that people wrote down. */
  private textsOf(source: SearchSource): Texts {
    const fields = this.fieldsOf(source);
    const reader = new Reader(source.readings, this.reader);
    const own = (texts: readonly string[]) => lines(texts.flatMap((text) => [text, spelled(text, reader)]));
    return { title: own(fields.title), summary: own(fields.summary), topics: own(fields.topics) };
  }

  private fieldsOf(source: SearchSource): Record<(typeof FIELDS)[number], string[]> {
    const given = (...texts: (string | null)[]) =>
      texts.filter((text) => text !== null).map((text) => text.slice(0, MOST_TEXT));
    return {
      title: given(source.title, source.titleEn, source.titleKana),
      summary: [
        ...given(...source.summaries, source.audience, ...source.organization, ...source.hosts),
        ...this.wordsOf('kind', source.kind),
        ...source.audiences.flatMap((audience) => this.wordsOf('audience', audience)),
      ],
      topics: given(...source.venues, ...source.sessions, ...source.courses, source.description),
    };
  }

  /** How the languages call a kind or an audience, and what else one may look for it by; without a code, all of them. */
  private wordsOf(list: string, code?: string): string[] {
    const { messages } = this.views;
    const keys = ['words', 'search'].flatMap((room) =>
      code === undefined
        ? messages.keys(`${room}.${list}.`)
        : [`${room}.${list}.${code}`].filter((key) => messages.has(key)),
    );
    return keys.flatMap((key) => [
      ...new Set(LANGUAGES.map((language) => messages.translator(language)(key))),
    ]);
  }
}

/** A text with the readings in place of what is read. */
function spelled(text: string, reader: Reader): string {
  return reader
    .parts(text)
    .map(({ text: own, reading }) => reading ?? own)
    .join('');
}

/** Folded texts, each once; no word goes over from one to the next. */
function lines(texts: readonly string[]): string {
  return [...new Set(texts.map(folded))]
    .filter((text) => text !== '')
    .join('\n')
    .slice(0, MOST_TEXT)
    .toWellFormed();
}
