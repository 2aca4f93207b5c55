import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../../src/platform/views/messages.js';
import { type PublicPlace, publicPlaces } from '../../e2e/public-places.js';
import { open } from '../../support/browser.js';
import { suiteBrowser } from '../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Breaks out of a text, a script, a comment, a style and a title, and out of an attribute in either quotes. */
const MARKUP =
  `</script></title></style>--><img src=x onerror="window.attacked=1"><svg onload='window.attacked=2'>` +
  `" autofocus onfocus="window.attacked=3" x="' autofocus onfocus='window.attacked=4' x='\`{{7*7}}<%= 7*7 %>`;
/** As it would stand in a page if one of its signs were forgotten: a tag of its own, or attributes in another (quotes are texts between tags). */
const OPEN_MARKUP = /<img src=x|<[a-z][^<>]*(?:" autofocus onfocus="|' autofocus onfocus=')/;
/** A script that holds data: both quotes may stand in it as they are. */
const DATA = /<script type="application\/ld\+json">.*?<\/script>/gs;

/** Columns that hold codes, keys and addresses of ours, and those that a rule of the database binds. */
const NOT_WORDS = new Set([
  ...[
    'slug',
    'key',
    'kind',
    'status',
    'date_state',
    'time_zone',
    'registration_mode',
    'unit',
    'accent',
    'code',
  ],
  ...['municipality_code', 'year_end_from', 'year_end_until', 'quiet_from', 'quiet_until', 'request_hash'],
  ...[
    'token_hash',
    'calendar_token_hash',
    'replaced_link_hash',
    'idempotency_key',
    'contact_key',
    'pool_key',
  ],
  ...[
    'language',
    'channel',
    'mail_wanted',
    'resting',
    'relation',
    'role',
    'rights',
    'email',
    'previous_starts',
    'form',
  ],
  ...['audiences', 'desk_closed_on', 'closed_on', 'declares', 'kept_for', 'list_number'],
]);
const TABLES = [
  'organizations',
  'venues',
  'programmes',
  'programme_hosts',
  'courses',
  'sessions',
  'seat_pools',
  'registrations',
  'companions',
  'leaflets',
  'pictures',
  'fiscal_year_plans',
];

/** Words in JSON that pages show. */
const IN_JSON = [
  `UPDATE sessions SET segments = jsonb_build_array(jsonb_build_object('start', '10:00', 'topic', $1::text))`,
  `UPDATE organizations SET readings = jsonb_build_array(jsonb_build_object('text', $1::text, 'reading', $1::text))`,
  `UPDATE programmes SET questions = jsonb_build_array(jsonb_build_object('key', 'one', 'type', 'choice', 'text', $1::text,
     'textEn', $1::text, 'choices', jsonb_build_array($1::text)))`,
  `UPDATE programmes SET frequency = jsonb_build_object('per', 'month', 'text', $1::text)`,
  `UPDATE programmes SET relations = jsonb_build_array(jsonb_build_object('kind', 'beside', 'programme', 'none', 'text', $1::text))`,
  `UPDATE lotteries SET list = jsonb_set(list, '{seedFrom}', to_jsonb($1::text))`,
  `UPDATE programmes SET eligibility = jsonb_build_array(jsonb_build_object('rule', 'other', 'text', $1::text, 'textEn', $1::text))`,
];

/** Whatever staff and registrants have written into a field, a page shows it as what it is: a text. */
describe('markup in every field', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let places: readonly PublicPlace[];
  let written: string[];
  beforeAll(async () => {
    app = await startTestApp();
    places = await publicPlaces(app);
    written = await writeEverywhere();
  }, 120_000);
  afterAll(() => app?.close());

  /** @returns the columns that hold it now */
  async function writeEverywhere(): Promise<string[]> {
    const columns: { table_name: string; column_name: string; data_type: string }[] = await app.db.query(
      `SELECT table_name, column_name, data_type FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name = ANY($1) AND (data_type = 'text' OR udt_name = '_text')
       ORDER BY table_name, column_name`,
      [TABLES],
    );
    const words = columns.filter(({ column_name }) => !NOT_WORDS.has(column_name));
    for (const { table_name, column_name, data_type } of words) {
      const value = data_type === 'ARRAY' ? 'ARRAY[$1::text]' : '$1::text';
      const where = column_name === 'date_text' ? `WHERE date_state = 'undated'` : '';
      await app.db.query(`UPDATE ${table_name} SET ${column_name} = ${value} ${where}`, [MARKUP]);
    }
    for (const statement of IN_JSON) await app.db.query(statement, [MARKUP]);
    return words.map(({ table_name, column_name }) => `${table_name}.${column_name}`);
  }

  const addresses = () =>
    places.flatMap(({ path, status: expected = 200 }) =>
      LANGUAGES.flatMap((language) =>
        ['', ...(language === 'en' ? [] : ['&furigana=1'])].map((furigana) => ({
          address: `${path}${path.includes('?') ? '&' : '?'}lang=${language}${furigana}`,
          expected,
        })),
      ),
    );

  it('is in every field that holds words', () => {
    expect(written.length).toBeGreaterThan(50);
    for (const one of [
      'programmes.title',
      'venues.discreet_entrance',
      'registrations.nickname',
      'sessions.topic',
      'leaflets.headline',
      'pictures.alt',
    ]) {
      expect(written).toContain(one);
    }
  });

  it('would act where it stood in a page as it is', async () => {
    const page = await enter();
    for (const body of [MARKUP, `<input value="${MARKUP}">`, `<input value='${MARKUP}'>`]) {
      await page.setContent(`<!doctype html><title>control</title><body>${body}</body>`);
      expect(await page.waitForFunction('window.attacked')).toBeTruthy();
      expect(OPEN_MARKUP.test(body)).toBe(true);
    }
  });

  it('is shown as text by every public page and every list for machines', async () => {
    let shown = 0;
    const machines = [
      '/feed.atom',
      '/sitemap.xml',
      '/opendata/events.csv',
      '/api/v1/sessions',
      '/api/v1/programmes',
    ];
    for (const { address, expected } of [
      ...addresses(),
      ...machines.map((machine) => ({ address: machine, expected: 200 })),
    ]) {
      const { text, type, status } = await app.http.get(address);
      expect([address, status]).toEqual([address, expected]);
      if (type === 'text/html' || /xml/.test(type))
        expect([address, OPEN_MARKUP.exec(text.replaceAll(DATA, ''))?.[0]]).toEqual([address, undefined]);
      if (text.includes('&lt;img src=x')) shown += 1;
    }
    expect(shown).toBeGreaterThan(100);
  }, 300_000);

  it('does nothing in a browser', async () => {
    const page = await enter();
    for (const { path, name, status = 200 } of places) {
      expect([name, await open(page, `${app.url}${path}`)]).toEqual([name, status]);
      const attacked = await page.evaluate('[window.attacked ?? null, document.images.length > 20]');
      expect([name, attacked]).toEqual([name, [null, false]]);
    }
  }, 300_000);
});
