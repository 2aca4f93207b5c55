import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../../src/platform/views/messages.js';
import { type PublicPlace, publicPlaces } from '../../e2e/public-places.js';
import { ready } from '../../support/browser.js';
import { suiteBrowser } from '../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Breaks out of a text, an attribute in either quotes, a script, a comment, a style and a title. */
const MARKUP = `</script></title></style>--><img src=x onerror="window.attacked=1"><svg onload='window.attacked=2'>"'\`{{7*7}}<%= 7*7 %>`;

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
];

/** Words in JSON that pages show. */
const IN_JSON = [
  `UPDATE sessions SET segments = jsonb_build_array(jsonb_build_object('start', '10:00', 'topic', $1::text))`,
  `UPDATE organizations SET readings = jsonb_build_array(jsonb_build_object('text', $1::text, 'reading', $1::text))`,
  `UPDATE programmes SET questions = jsonb_build_array(jsonb_build_object('key', 'one', 'type', 'choice', 'text', $1::text,
     'textEn', $1::text, 'choices', jsonb_build_array($1::text)))`,
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
    places.flatMap(({ path }) =>
      LANGUAGES.flatMap((language) =>
        ['', ...(language === 'en' ? [] : ['&furigana=1'])].map(
          (furigana) => `${path}${path.includes('?') ? '&' : '?'}lang=${language}${furigana}`,
        ),
      ),
    );

  it('is in every field that holds words', () => {
    expect(written.length).toBeGreaterThan(50);
    for (const one of [
      'programmes.title',
      'venues.discreet_entrance',
      'registrations.nickname',
      'sessions.topic',
    ]) {
      expect(written).toContain(one);
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
    for (const address of [...addresses(), ...machines]) {
      const { text, type, status } = await app.http.get(address);
      expect([address, status < 500]).toEqual([address, true]);
      if (type === 'text/html' || /xml/.test(type))
        expect([address, text.includes('<img src=x')]).toEqual([address, false]);
      if (text.includes('&lt;img src=x')) shown += 1;
    }
    expect(shown).toBeGreaterThan(100);
  }, 300_000);

  it('does nothing in a browser', async () => {
    const page = await enter();
    for (const { path, name } of places) {
      await page.goto(`${app.url}${path}`);
      await ready(page);
      const attacked = await page.evaluate('[window.attacked ?? null, document.images.length > 20]');
      expect([name, attacked]).toEqual([name, [null, false]]);
    }
  }, 300_000);
});
