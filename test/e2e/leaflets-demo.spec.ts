import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_TOWNS } from '../../src/demo/demo-files.js';
import { DemoYear } from '../../src/demo/demo-year.js';
import { open, ready, type Visitor, visit } from '../support/browser.js';
import { overflowing, smallestText } from '../support/leaflet-measures.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** A4 upright in CSS pixels. */
const A4 = { width: 794, height: 1123 };
describe('leaflets of the demo towns', () => {
  const suite = suiteBrowser();
  let app: TestApp;
  let visitor: Visitor;
  let programmes: { slug: string; town: string }[];

  beforeAll(async () => {
    app = await startTestApp({ now: '2026-11-21T18:30:00+09:00' });
    await app.nest.get(DemoYear).loadIfEmpty();
    // Of each town the one with most to say, and the one with least.
    programmes = await app.db.query(
      `SELECT slug, town FROM (
         SELECT programme.slug, organization.slug AS town,
           row_number() OVER (PARTITION BY organization.id ORDER BY length(programme::text) DESC) AS longest,
           row_number() OVER (PARTITION BY organization.id ORDER BY length(programme::text)) AS shortest
         FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
       ) ranked WHERE longest = 1 OR shortest = 1 ORDER BY town, longest`,
    );
    visitor = await visit(suite.browser, { viewport: A4 });
    await visitor.page.emulateMedia({ media: 'print' });
  }, 180_000);
  afterAll(() => app?.close());

  /** Everything that runs over in this form of these programmes' leaflets. */
  async function faultsOf(
    slugs: readonly string[],
    form: string,
    least: number,
    lang = 'ja',
  ): Promise<string[]> {
    const faults: string[] = [];
    for (const slug of slugs) {
      const status = await open(
        visitor.page,
        `${app.url}/programmes/${slug}/leaflet?form=${form}&lang=${lang}`,
      );
      if (status !== 200) faults.push(`${slug}: ${status}`);
      await ready(visitor.page);
      const found = await overflowing(visitor.page);
      const size = await smallestText(visitor.page);
      if (found.length > 0) faults.push(`${slug}: ${found.join(' | ')}`);
      if (size < least) faults.push(`${slug}: text of ${size} points`);
    }
    return faults;
  }

  it('make a poster in every town, with nothing that runs over and no text below 10.5 points', async () => {
    expect(new Set(programmes.map(({ town }) => town)).size).toBe(DEMO_TOWNS.length);
    expect(
      await faultsOf(
        programmes.map(({ slug }) => slug),
        'poster',
        10.5,
      ),
    ).toEqual([]);
  }, 300_000);

  it.each([
    ['threefold', 'ja', 9],
    ['card', 'ja', 6.5],
    ['poster', 'en', 10.5],
    ['threefold', 'ja-simple', 9],
  ])(
    'make a %s in %s of one programme of each town',
    async (form, lang, least) => {
      const firsts = [...Map.groupBy(programmes, ({ town }) => town).values()].map(([first]) => first!.slug);
      expect(await faultsOf(firsts, form, least, lang)).toEqual([]);
    },
    300_000,
  );
});
