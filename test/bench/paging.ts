import { startAppProcess } from '../support/app-process.js';
import { compare } from './compare.js';
import { countStatements } from './counting-proxy.js';
import { answering, recordAnswer } from './feed-answers.js';
import { fillWithSessions, type PagePaths } from './page-data.js';

/** Sessions in the database: those of one small town, and of a hundred towns in twenty years. */
const SIZES = [100, 100_000];
const CLIENTS = [1, 8, 32];
const PAGES = ['list', 'month', 'programme', 'session'] as const;
const ASKED = { 'accept-encoding': 'gzip, deflate, br' };

type Env = Readonly<Record<string, string>>;
type Page = (typeof PAGES)[number];

/** Name of the measure of a page, as BENCH_ONLY may name it. */
export const pageMeasure = (page: Page) => `public ${page}`;
export const PUBLIC_MEASURES = PAGES.map(pageMeasure);

interface Servers {
  /** An empty, migrated database of this name; its URL. */
  database(name: string): Promise<string>;
  /** A bare server that sends an answer; its port. */
  bare(answer: Awaited<ReturnType<typeof recordAnswer>>): Promise<number>;
}

/**
 * What everybody opens: as a phone asks for it, against the same bytes sent without looking. Rendered anew each time (`cold`), from what is
 * kept (`warm`, once a second rendered), and asked for by who has it already (`304`). With the statements that one page runs.
 */
export async function paging(servers: Servers, env: Env, only: string, seconds: number): Promise<void> {
  for (const sessions of SIZES) {
    const url = await servers.database(`pages_${sessions}`);
    const paths = await fillWithSessions(url, sessions);
    const asked = PAGES.filter(
      (page) => pageMeasure(page).includes(only) || only.includes(pageMeasure(page)),
    );
    await countPages(url, env, sessions, asked, paths);
    for (const state of ['cold', 'warm', '304'] as const) {
      const app = await startAppProcess({
        ...env,
        DATABASE_URL: url,
        ROLE: 'web',
        DEMO: 'off',
        PAGE_CACHE_MIB: state === 'cold' ? '0' : '32',
      });
      try {
        for (const page of asked) {
          const plain = await recordAnswer(app.port, paths[page], ASKED);
          const given = state === '304' ? { ...ASKED, 'if-none-match': plain.headers.etag ?? '' } : ASKED;
          const recorded = await recordAnswer(app.port, paths[page], given);
          const measure = `${pageMeasure(page)}, ${sessions} sessions, ${state}, ${recorded.body.length} bytes`;
          const comparison = answering(measure, recorded, app.port, await servers.bare(recorded));
          for (const clients of CLIENTS) await compare(comparison, clients, seconds);
        }
      } finally {
        await app.stop();
      }
    }
  }
}

/** Statements that one rendering runs, and the bytes of the page before and after compressing. */
async function countPages(
  url: string,
  env: Env,
  sessions: number,
  pages: readonly Page[],
  paths: PagePaths,
): Promise<void> {
  const proxy = await countStatements(url);
  const app = await startAppProcess({
    ...env,
    DATABASE_URL: proxy.url,
    ROLE: 'web',
    DEMO: 'off',
    PAGE_CACHE_MIB: '0',
  });
  try {
    for (const page of pages) {
      await recordAnswer(app.port, paths[page], {});
      const before = proxy.count();
      const plain = await recordAnswer(app.port, paths[page], {});
      const statements = proxy.count() - before;
      const packed = await recordAnswer(app.port, paths[page], ASKED);
      console.log(
        JSON.stringify({
          measure: `${pageMeasure(page)}, ${sessions} sessions, statements`,
          statements,
          bytes: { plain: plain.body.length, sent: packed.body.length },
        }),
      );
    }
  } finally {
    await app.stop();
    proxy.close();
  }
}
