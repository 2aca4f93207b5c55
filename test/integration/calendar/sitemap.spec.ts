import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CompressedFile } from '../../../src/calendar/feeds/compressed-file.js';
import { Sitemaps } from '../../../src/calendar/sitemap/sitemap.service.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { open, type Visitor, visit } from '../../support/browser.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { suiteBrowser } from '../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const SITE = 'http://tsudoi.example';

const suite = suiteBrowser();
let app: TestApp;
let visitor: Visitor;
let course: Awaited<ReturnType<typeof makeCourse>>;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-06-30T12:00:00+09:00' });
  visitor = await visit(suite.browser);
  const town = await makeOrganization(app.db, { slug: 'hikari' });
  const programme = await makeProgramme(app.db, town, { slug: 'hikari-family' });
  await makeProgramme(app.db, town, { slug: 'hikari-former', status: 'ended' });
  course = await makeCourse(app.db, programme);
  await open(visitor.page, `${app.url}/`);
});
afterAll(() => app.close());

const plain = (file: CompressedFile) => text(file.inCoding('identity') as Readable);

interface Address {
  readonly loc: string;
  readonly lastmod: string | null;
  readonly alternates: Readonly<Record<string, string>>;
}

/** The addresses in a file, as the XML parser of a browser reads them; throws for what is not well-formed. */
async function read(xml: string): Promise<{ root: string; addresses: Address[] }> {
  const found = (await visitor.page.evaluate(`(() => {
    const document = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
    const { namespaceURI, localName, children } = document.documentElement;
    const said = (node, name) => node.getElementsByTagNameNS(namespaceURI, name)[0]?.textContent ?? null;
    return {
      fault: document.querySelector('parsererror')?.textContent ?? null,
      root: namespaceURI + ' ' + localName,
      addresses: [...children].map((node) => ({
        loc: said(node, 'loc'),
        lastmod: said(node, 'lastmod'),
        alternates: Object.fromEntries([...node.getElementsByTagNameNS('http://www.w3.org/1999/xhtml', 'link')]
          .map((link) => [link.getAttribute('hreflang'), link.getAttribute('href')])),
      })),
    };
  })()`)) as { fault: string | null; root: string; addresses: Address[] };
  expect(found.fault).toBeNull();
  return found;
}

async function fetched(path: string) {
  const answer = await fetch(`${app.url}${path}`);
  expect(`${path} ${answer.status}`).toBe(`${path} 200`);
  expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  expect(answer.headers.get('set-cookie')).toBeNull();
  return read(await answer.text());
}

describe('the site map', () => {
  it('has every page for everyone, in each language, with the date of its last change where one is known', async () => {
    const make = (startsOn: string | null, given = {}) => makeSession(app.db, course, { startsOn, ...given });
    const coming = await make('2025-07-01', { changedAt: new Date('2025-05-05T01:02:03Z') });
    const recent = await make('2025-04-01');
    const long = await make('2025-03-20', { endsOn: '2025-04-02' });
    const undated = await make(null, { startTime: null, endTime: null });
    await make('2025-03-31');
    const { root, addresses } = await fetched('/sitemap.xml');
    expect(root).toBe('http://www.sitemaps.org/schemas/sitemap/0.9 urlset');
    const paths = [
      '/',
      '/nearby',
      '/programmes',
      '/calendar',
      '/opendata',
      '/privacy',
      '/programmes/hikari-family',
      '/programmes/hikari-family/annual',
      `/courses/${course.id}`,
      ...[coming, recent, long, undated].map(({ id }) => `/sessions/${id}`).sort(),
    ];
    expect(addresses.map(({ loc }) => loc)).toEqual(
      paths.flatMap((path) => [`${SITE}${path}`, `${SITE}${path}?lang=en`]),
    );
    for (const { loc, alternates } of addresses) {
      const page = loc.replace('?lang=en', '');
      expect(alternates).toEqual({ ja: page, en: `${page}?lang=en`, 'x-default': page });
      expect((await fetch(loc.replace(SITE, app.url))).status).toBe(200);
    }
    const dates = new Map(addresses.map(({ loc, lastmod }) => [loc.replace(SITE, ''), lastmod]));
    expect(dates.get(`/sessions/${coming.id}`)).toBe('2025-05-05T01:02:03.000Z');
    expect(dates.get('/programmes/hikari-family?lang=en')).toBe('2025-03-01T00:00:00.000Z');
    // Nothing says when these changed.
    for (const path of [
      '/',
      '/programmes',
      '/calendar',
      '/programmes/hikari-family/annual',
      `/courses/${course.id}`,
    ]) {
      expect(dates.get(path)).toBeNull();
    }
  });

  it('in several files has each page once', async () => {
    const sitemaps = app.nest.get(Sitemaps);
    const all = await read(await plain(await sitemaps.whole()));
    const { root, addresses: files } = await read(await plain(await sitemaps.whole(3)));
    expect(root).toBe('http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex');
    expect(files.map(({ loc }) => loc)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `${SITE}/sitemaps/${number}.xml`),
    );
    const parts = await Promise.all(
      [1, 2, 3, 4, 5].map(async (number) => read(await plain(await sitemaps.file(number, 3)))),
    );
    expect(parts.flatMap(({ addresses }) => addresses)).toEqual(all.addresses);
    await expect(sitemaps.file(6, 3)).rejects.toMatchObject({ code: 'unknown' });
  });

  it('is one of files where the pages are more than 25,000', async () => {
    await app.db.query(
      `INSERT INTO sessions (id, organization_id, programme_id, course_id, key, date_state, starts_on, time_zone, changed_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'many-' || n, 'dated', '2025-12-01', 'Asia/Tokyo', now()
       FROM generate_series(1, 25000) n`,
      [course.organizationId, course.programmeId, course.id],
    );
    const { addresses: files } = await fetched('/sitemap.xml');
    expect(files.map(({ loc }) => loc)).toEqual([`${SITE}/sitemaps/1.xml`, `${SITE}/sitemaps/2.xml`]);
    const answers = await Promise.all(
      ['/sitemaps/1.xml', '/sitemaps/2.xml'].map(async (path) => (await fetch(`${app.url}${path}`)).text()),
    );
    const urls = answers.map((answer) => [...answer.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url]) => url));
    expect(urls[0]).toHaveLength(50_000);
    // sitemaps.org: no file larger than 50 MB.
    expect(Buffer.byteLength(answers[0] ?? '')).toBeLessThan(50_000_000);
    expect(new Set(urls.flat()).size).toBe((25_000 + 13) * 2);
    expect(answers.every((answer) => answer.endsWith('</urlset>'))).toBe(true);
    await app.db.query("DELETE FROM sessions WHERE key LIKE 'many-%'");
  });

  it.each([
    '/sitemaps/0.xml',
    '/sitemaps/2.xml',
    '/sitemaps/1',
    '/sitemaps/01.xml',
    '/sitemaps/99999999999.xml',
  ])('%s is not there', async (path) => expect((await fetch(`${app.url}${path}`)).status).toBe(404));

  it('writes no markup that a name could bring along', async () => {
    await makeProgramme(app.db, { id: course.organizationId, slug: 'hikari' } as never, {
      slug: 'a&b<c>\'d"',
    });
    const { addresses } = await fetched('/sitemap.xml');
    expect(addresses.some(({ loc }) => new URL(loc).pathname.startsWith('/programmes/a&b'))).toBe(true);
    await app.db.getRepository(Programme).delete({ slug: 'a&b<c>\'d"' });
  });
});

describe('robots.txt', () => {
  /** Rules of the group for `agent`, else of the group for all (RFC 9309 §2.2.1). */
  async function rulesFor(agent: string): Promise<string[]> {
    const robots = await (await fetch(`${app.url}/robots.txt`)).text();
    const groups = new Map(
      robots
        .split('\n\n')
        .filter((part) => part.startsWith('User-agent: '))
        .map((part) => {
          const [name = '', ...rules] = part.split('\n');
          return [
            name.replace('User-agent: ', ''),
            rules.map((rule) => rule.replace('Disallow: ', '')),
          ] as const;
        }),
    );
    return [...(groups.get(agent) ?? groups.get('*') ?? [])];
  }
  const mayFetch = async (agent: string, path: string) =>
    !(await rulesFor(agent)).some((prefix) => path.startsWith(prefix));

  it('names the site map', async () => {
    const robots = await (await fetch(`${app.url}/robots.txt`)).text();
    expect(robots.split('\n')).toContain(`Sitemap: ${SITE}/sitemap.xml`);
  });

  it.each([
    '/',
    '/programmes/x',
    '/sessions/x',
    '/register?session=x',
    '/calendar',
    '/calendar/all.ics',
    '/calendar/hikari/family.ics',
    '/feed.atom',
    '/opendata/events.csv',
    '/embed/hikari',
    '/assets/style.css',
  ])('lets everyone read %s', async (path) => {
    expect(await mayFetch('*', path)).toBe(true);
    expect(await mayFetch('Google-Calendar-Importer', path)).toBe(true);
  });

  it.each([
    '/my/token',
    '/digest/token',
    '/staff/today',
    '/staff-notices/leave/x',
    '/unsubscribe/a/b/c',
    '/calendar/my/token.ics',
    '/calendar/staff/token.ics',
  ])('keeps robots from %s', async (path) => expect(await mayFetch('*', path)).toBe(false));

  it('lets Google Calendar fetch the calendar that its user put there, and no page', async () => {
    expect(await mayFetch('Google-Calendar-Importer', '/calendar/my/token.ics')).toBe(true);
    expect(await mayFetch('Google-Calendar-Importer', '/my/token')).toBe(false);
  });
});
