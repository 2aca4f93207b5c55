import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoYear } from '../../../../src/demo/demo-year.js';
import { Search } from '../../../../src/programmes/search/search.js';
import { SearchSweep } from '../../../../src/programmes/search/search-sweep.js';
import { expectGolden } from '../../../support/golden.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { QUERIES, SAME } from './queries.js';

describe('search over the demo year', () => {
  let app: TestApp;
  let search: Search;
  beforeAll(async () => {
    app = await startTestApp({ now: '2026-11-21T18:30:00+09:00' });
    await app.nest.get(DemoYear).loadIfEmpty();
    await app.nest.get(SearchSweep).sweep();
    search = app.nest.get(Search);
  }, 120_000);
  afterAll(() => app.close());

  const titles = async (query: string) => {
    const found = await search.matching(query);
    if (!found) return null;
    const rows: { title: string; town: string; rank: number }[] = await app.db.query(
      `SELECT programme.title, town.slug AS town, found.rank
       FROM unnest($1::uuid[], $2::int[]) WITH ORDINALITY found (id, rank, place)
       JOIN programmes programme ON programme.id = found.id
       JOIN organizations town ON town.id = programme.organization_id ORDER BY found.place`,
      [found.ids, found.ranks],
    );
    return rows;
  };

  it('finds what people look for, the best first', async () => {
    const lines: string[] = [];
    for (const query of QUERIES) {
      const found = await titles(query);
      lines.push(`${query}: ${found === null ? 'everything' : found.length}`);
      for (const { rank, town, title } of (found ?? []).slice(0, 5)) lines.push(`  ${rank} ${town} ${title}`);
    }
    expectGolden('search/demo.txt', Buffer.from(`${lines.join('\n')}\n`));
  });

  it.each(SAME)('finds the same by %s', async (...queries) => {
    const [first, ...others] = await Promise.all(queries.map((query) => search.matching(query)));
    expect(first?.ids.length).toBeGreaterThan(0);
    for (const other of others) expect(other?.ids).toEqual(first?.ids);
  });

  it('finds every programme by its own title, however wide and loud, and by how it is read', async () => {
    const programmes: { id: string; title: string; read: string }[] = await app.db.query(
      `SELECT programme.id, programme.title, split_part(known.title_read, E'\\n', 1) AS read
       FROM programmes programme JOIN search_texts known ON known.programme_id = programme.id`,
    );
    const finds = async (query: string, id: string) => {
      const found = await search.matching(query.slice(0, 180));
      return found === null || found.ids.includes(id);
    };
    const missed: string[] = [];
    for (const { id, title, read } of programmes) {
      const katakana = read.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
      const spellings = [title.normalize('NFKC').toUpperCase().replace(/\s/g, ''), katakana];
      for (const spelling of spellings) if (!(await finds(spelling, id))) missed.push(spelling);
    }
    expect(missed).toEqual([]);
  }, 120_000);

  it('finds nothing by words that are not there, and less by more words', async () => {
    expect(await titles('麒麟の相談')).toEqual([]);
    const one = await search.matching('家族');
    const both = await search.matching('家族 足立');
    expect(both?.ids.length).toBeLessThan(one?.ids.length ?? 0);
    expect(new Set(one?.ids)).toEqual(new Set([...(one?.ids ?? []), ...(both?.ids ?? [])]));
  });

  it('would miss by kana what is written in kanji without readings', async () => {
    const before = await search.matching('だがし');
    await app.db.query(`UPDATE search_texts SET title_read = '', summary_read = '', topics_read = ''`);
    try {
      expect([before?.ids.length, (await search.matching('だがし'))?.ids.length]).toEqual([1, 0]);
    } finally {
      await app.db.query(`UPDATE search_texts SET analysed = false`);
      await app.nest.get(SearchSweep).sweep();
    }
    expect((await search.matching('だがし'))?.ids).toEqual(before?.ids);
  });
});
