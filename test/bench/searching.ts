import pg from 'pg';
import type { AppConfig } from '../../src/platform/config/app-config.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Views } from '../../src/platform/views/views.js';
import { Search } from '../../src/programmes/search/search.js';
import { SearchIndex } from '../../src/programmes/search/search-index.js';
import { entities, migrations } from '../../src/schema.js';
import { type Comparison, compare } from './compare.js';

export const SEARCH_MEASURE = 'search of 20,000 programmes with 100,000 sessions';
export const ROMAJI_MEASURE = 'search by romaji of 20,000 programmes with 100,000 sessions';

const TOWNS = 40;
const PROGRAMMES = 20_000;
const SESSIONS = 100_000;
const CLIENTS = [1, 8];
/** Words that few, some and most of them have, and none. */
const WORDS = ['家族会', 'かぞくかい', 'ｶｿﾞｸｶｲ', '引きこもり', '町17 家族', '年金の話 会館', '麒麟'];
const ROMAJI = ['kazokukai', 'hikikomori', 'nenkin', 'kirin'];
const ENOUGH_CONNECTIONS = 8;

/** Towns, programmes and sessions as they are told of, in an empty database. */
const FILL = [
  `INSERT INTO organizations (id, slug, name, name_kana, created_at)
   SELECT gen_random_uuid(), 'town' || n, '町' || n, 'まち', now() FROM generate_series(1, ${TOWNS}) n`,
  `INSERT INTO venues (id, organization_id, key, name, name_kana)
   SELECT gen_random_uuid(), id, 'hall', name || '会館', 'かいかん' FROM organizations`,
  `INSERT INTO programmes (id, organization_id, key, slug, title, kind, audiences, summary, reminders, position, changed_at)
   SELECT gen_random_uuid(), town.id, 'p' || n, town.slug || '-p' || n,
     (ARRAY['ひきこもり家族教室', '家族会', '居場所', '女性の集まり', '講演会', '就労の準備', '当事者の会'])[1 + n % 7] || n,
     (ARRAY['class_series', 'family_meeting', 'free_space', 'womens_gathering', 'lecture'])[1 + n % 5],
     ARRAY[(ARRAY['self', 'family', 'women'])[1 + n % 3]],
     'ひきこもりの状態にある方とご家族が、安心して話し、これからのことを考える集まりです。どなたでも参加できます。' || n,
     '[]', n, now()
   FROM generate_series(1, ${PROGRAMMES}) n
   JOIN organizations town ON town.slug = 'town' || (1 + n % ${TOWNS})`,
  `INSERT INTO courses (id, organization_id, programme_id, key, title, fiscal_year, registration_mode)
   SELECT gen_random_uuid(), organization_id, id, 'c', '令和7年度', 2025, 'none' FROM programmes`,
  `INSERT INTO sessions (id, organization_id, programme_id, course_id, venue_id, key, topic, lecturer, date_state, time_zone, changed_at)
   SELECT gen_random_uuid(), course.organization_id, course.programme_id, course.id, venue.id, 's' || n,
     (ARRAY['年金の話', '家族の心の健康', '声のかけかた', '仕事を考える', '話し合い'])[n] , '甲野' || n, 'unknown', 'Asia/Tokyo', now()
   FROM courses course JOIN venues venue ON venue.organization_id = course.organization_id,
     generate_series(1, ${SESSIONS / PROGRAMMES}) n`,
  'ANALYZE',
];

/**
 * Search as pages ask it, against one scan of the titles that it compares. The database at `url` is empty and migrated. How long it took
 * to read everything for the first time is printed before.
 */
export async function searching(url: string, only: string, seconds: number): Promise<void> {
  const db = createDataSource({ url, entities, migrations, poolSize: ENOUGH_CONNECTIONS });
  await db.initialize();
  try {
    for (const statement of FILL) await db.query(statement);
    const index = new SearchIndex(db, new Views({ publicUrl: '' } as AppConfig));
    const began = performance.now();
    await index.refresh();
    const took = (performance.now() - began) / 1000;
    console.log(
      JSON.stringify({ measure: 'reading 20,000 programmes for search', seconds: Math.round(took) }),
    );
    await db.query('VACUUM ANALYZE search_texts');
    const search = new Search(db, index);
    for (const [measure, words] of [
      [SEARCH_MEASURE, WORDS],
      [ROMAJI_MEASURE, ROMAJI],
    ] as const) {
      if (!measure.includes(only)) continue;
      for (const clients of CLIENTS) await compare(asked(measure, search, words, url), clients, seconds);
    }
  } finally {
    await db.destroy();
  }
}

function asked(measure: string, search: Search, words: readonly string[], url: string): Comparison {
  let next = 0;
  return {
    measure,
    ours: {
      async open() {
        return {
          act: async () => void (await search.matching(words[next++ % words.length] ?? '')),
          close: () => undefined,
        };
      },
    },
    limit: {
      name: 'one scan of the titles',
      async open() {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        const text = 'SELECT programme_id FROM search_texts WHERE title LIKE $1';
        return {
          act: async () => void (await client.query({ name: 'scan', text, values: ['%かぞくかい%'] })),
          close: () => client.end(),
        };
      },
    },
  };
}
