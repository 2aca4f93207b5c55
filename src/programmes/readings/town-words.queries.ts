import type { DataSource } from 'typeorm';

/** What a page shows or leads to. */
export interface Shown {
  /** Slugs. */
  readonly organizations: readonly string[];
  readonly programmes: readonly string[];
  /** Ids of sessions and courses. */
  readonly ids: readonly string[];
}

/** A name or a word with its reading as it was entered: in hiragana or katakana. */
export interface TownWord {
  readonly text: string;
  readonly reading: string;
}

/** Every reading that the organizations of these things entered: words of their own, their names, programmes and venues. */
export function wordsOfTowns(db: DataSource, shown: Shown): Promise<TownWord[]> {
  return db.query(
    `WITH town AS (
       SELECT * FROM organizations WHERE slug = ANY($1::text[]) OR id IN (
         SELECT organization_id FROM programmes WHERE slug = ANY($2::text[])
         UNION SELECT organization_id FROM sessions WHERE id = ANY($3::uuid[])
         UNION SELECT programme.organization_id FROM courses course
           JOIN programmes programme ON programme.id = course.programme_id WHERE course.id = ANY($3::uuid[])))
     SELECT DISTINCT one.text, one.reading FROM (
       SELECT said.text, said.reading FROM town, jsonb_to_recordset(town.readings) said (text text, reading text)
       UNION ALL SELECT name, name_kana FROM town
       UNION ALL SELECT programme.title, programme.title_kana FROM programmes programme
         JOIN town ON town.id = programme.organization_id
       UNION ALL SELECT venue.name, venue.name_kana FROM venues venue JOIN town ON town.id = venue.organization_id
     ) one WHERE one.reading IS NOT NULL AND one.text IS NOT NULL ORDER BY one.text, one.reading`,
    [shown.organizations, shown.programmes, shown.ids],
  );
}
