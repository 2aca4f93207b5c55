import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withLanguage } from '../../../src/platform/views/views.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { publicWorld } from './public-world.js';
import { walk, waysOf } from './walk.js';

const LONG = 120_000;
const SIMPLE = { language: 'ja-simple', furigana: true } as const;
const ENGLISH = { language: 'en' } as const;

/** Where a form leads that is filled in as `fields`, as a browser without scripts sends it. */
const filled = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** True where the page says to be in `language`. */
const isIn = (html: string, language: string) => new RegExp(`<html[^>]* lang="${language}"`).test(html);

describe('the language of public pages', () => {
  let app: TestApp;
  let starts: readonly string[];

  beforeAll(async () => {
    app = await startTestApp();
    starts = await publicWorld(app);
  }, LONG);
  afterAll(() => app?.close());

  it.each([SIMPLE, ENGLISH])(
    'goes on with every link and form, from $language',
    async (way) => {
      const lost: string[] = [];
      const wrong: string[] = [];
      const asked = new URLSearchParams(withLanguage('/', way.language, way === SIMPLE).split('?')[1]);
      let ways = 0;
      const pages = await walk(app, starts, way, ({ address, html }) => {
        if (!address.startsWith('/embed/') && !isIn(html, way.language)) wrong.push(address);
        for (const { to, method } of waysOf(html, address, app.config.publicUrl)) {
          const query = new URL(to, 'http://localhost').searchParams;
          ways += 1;
          if ([...asked].some(([name, value]) => query.getAll(name).join() !== value))
            lost.push(`${address}: ${method} ${to}`);
        }
      });
      expect(wrong).toEqual([]);
      expect(lost).toEqual([]);
      expect(pages).toBeGreaterThan(100);
      expect(ways).toBeGreaterThan(1000);
    },
    LONG,
  );

  it('is offered in each language on every page, with the readings between the two kinds of Japanese', async () => {
    const { text } = await app.http.get('/programmes?kind=club&lang=ja-simple&furigana=1').expect(200);
    const [nav = ''] = /<nav class="languages[\s\S]*?<\/nav>/.exec(text) ?? [];
    const links = [...nav.matchAll(/<a([^>]*)href="([^"]*)"([^>]*)>/g)].map(
      ([, before = '', href, after = '']) => [
        href?.replaceAll('&amp;', '&'),
        /lang="([^"]*)"/.exec(before)?.[1] ?? null,
        after.includes('aria-current'),
      ],
    );
    expect(links).toEqual([
      ['/programmes?kind=club&furigana=1', 'ja', false],
      ['/programmes?kind=club&lang=ja-simple&furigana=1', 'ja-simple', true],
      ['/programmes?kind=club&lang=en', 'en', false],
      ['/programmes?kind=club&lang=ja-simple', null, false],
    ]);
  });

  it('goes on where a form has been sent, and into the mails and the calendar of who registered', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const asked = 'lang=ja-simple&furigana=1';
    const form = await app.http.get(`/register?session=${sessions[0]?.id}&${asked}`).expect(200);
    const key = /name="key" value="([^"]*)"/.exec(form.text)?.[1] as string;
    expect(form.text).toMatch(/<option value="ja-simple"[^>]* selected/);
    const made = await app.http
      .post(`/register?${asked}`)
      .type('form')
      .send(
        filled({
          session: sessions[0]?.id as string,
          key,
          nickname: 'みどり',
          people: '1',
          email: 'm@mail.example',
        }),
      )
      .expect(303);
    expect(made.headers.location).toMatch(/^\/my\/[\w-]{43}\?new=1&lang=ja-simple&furigana=1$/);
    const [{ language }] = await app.db.query(
      `SELECT language FROM registrations WHERE email = 'm@mail.example'`,
    );
    expect(language).toBe('ja-simple');

    const token = made.headers.location?.slice(4, 47) as string;
    const moved = await app.http
      .post(`/my/${token}/mail?${asked}`)
      .type('form')
      .send(filled({ mailWanted: 'all', discreet: '1', language: 'ja-simple' }))
      .expect(303);
    expect(moved.headers.location).toBe(`/my/${token}?done=mail&${asked}`);
    const cancelled = await app.http.post(`/my/${token}/cancel?${asked}`).type('form').send('').expect(303);
    expect(cancelled.headers.location).toBe(`/my/${token}?done=cancel&${asked}`);
    expect((await app.http.get(cancelled.headers.location as string)).text).toContain(
      'もうしこみを やめました',
    );
  });

  it('goes on where a form comes back with its faults', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const address = '/register?lang=ja-simple&furigana=1';
    const refused = await app.http
      .post(address)
      .type('form')
      .send(filled({ session: sessions[0]?.id as string, people: '0', nickname: '' }))
      .expect(422);
    expect(isIn(refused.text, 'ja-simple')).toBe(true);
    const forms = waysOf(refused.text, address, app.config.publicUrl).filter(
      ({ method }) => method === 'post',
    );
    expect(forms.map(({ to }) => to)).toEqual([address]);
  });

  it('is that of the monthly mail too, where it is asked for on an easy page', async () => {
    const { text } = await app.http.get('/digest?lang=ja-simple').expect(200);
    expect(text).toMatch(/<option value="ja-simple"[^>]* selected/);
  });
});
