import type { EntityManager } from 'typeorm';

/** A programme as it is told of, with whose it is, where it is held and what its sessions are about. */
export interface SearchSource {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly titleKana: string | null;
  readonly kind: string;
  readonly audience: string | null;
  readonly audiences: readonly string[];
  readonly summaries: readonly (string | null)[];
  readonly description: string | null;
  readonly organization: readonly (string | null)[];
  /** Who else runs it, as its page names them. */
  readonly hosts: readonly string[];
  /** Words of the organization's own, as it says that they are read. */
  readonly readings: readonly { readonly text: string; readonly reading: string }[];
  readonly courses: readonly (string | null)[];
  readonly venues: readonly (string | null)[];
  readonly sessions: readonly (string | null)[];
}

/** What is to be found of the programmes of these ids; of those that are gone, nothing. */
export function sourcesOf(tx: EntityManager, ids: readonly string[]): Promise<SearchSource[]> {
  return tx.query(
    `SELECT programme.id, programme.title, programme.title_en AS "titleEn", programme.title_kana AS "titleKana",
       programme.kind, programme.audience, programme.audiences, programme.description,
       ARRAY[programme.summary, programme.summary_en, programme.summary_simple] AS summaries,
       ARRAY[town.name, town.name_en, town.name_kana, town.municipality_name] AS organization, town.readings,
       ARRAY(SELECT DISTINCT host.name FROM programme_hosts host WHERE host.programme_id = programme.id
         AND host.role IN ('organizer', 'co_host', 'operator') ORDER BY host.name) AS hosts,
       ARRAY(SELECT DISTINCT one.text FROM courses course, unnest(ARRAY[course.title, course.title_en]) one (text)
         WHERE course.programme_id = programme.id ORDER BY one.text) AS courses,
       ARRAY(SELECT DISTINCT one.text FROM sessions session JOIN venues venue ON venue.id = session.venue_id,
           unnest(ARRAY[venue.name, venue.name_en, venue.name_kana]) one (text)
         WHERE session.programme_id = programme.id ORDER BY one.text) AS venues,
       ARRAY(SELECT DISTINCT one.text FROM sessions session,
           unnest(ARRAY[session.title, session.topic, session.lecturer]) one (text)
         WHERE session.programme_id = programme.id ORDER BY one.text) AS sessions
     FROM programmes programme JOIN organizations town ON town.id = programme.organization_id
     WHERE programme.id = ANY($1::uuid[]) FOR KEY SHARE OF programme`,
    [ids],
  );
}
