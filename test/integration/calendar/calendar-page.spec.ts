import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { makeOrganization, makeProgramme } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeYear } from './year.js';

const HOSTILE = `"><script>alert(1)</script>&amp;'{x}`;
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ env: { PUBLIC_URL: 'https://tsudoi.example' } });
  await makeYear(app.db);
  await app.db.getRepository(Organization).update({ slug: 'hikari' }, { municipalityCode: '131199' });
});
afterAll(() => app.close());

async function page(path: string, status = 200): Promise<string> {
  return (await app.http.get(path).expect(status)).text;
}

/** What a page says in its `value`, `href` and `src`, as a browser reads it. */
function attributes(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
  );
}

describe('the page on subscribing', () => {
  it('asks first which sessions, in the order of the municipalities, and fetches nothing from elsewhere', async () => {
    const text = await page('/calendar');
    expect(text).toContain('<option value="all">すべての団体</option>');
    expect(text.indexOf('>ひかり市</option>')).toBeLessThan(text.indexOf('>Harbor City</option>'));
    expect(text).not.toContain('webcal:');
    expect(attributes(text, 'src').filter((src) => !src.startsWith('/'))).toEqual([]);
    expect(text).not.toMatch(/<script(?! type="application\/ld\+json")| style="/);
  });

  it.each([
    ['organization=all', '/calendar/all.ics', 'つどい'],
    ['organization=hikari', '/calendar/hikari.ics', 'ひかり市'],
    ['programme=hikari-family-class', '/calendar/hikari/family-class.ics', 'ひかり市 ひきこもり家族教室'],
    [
      'organization=hikari&kind=lecture&kind=forum&audience=family',
      '/calendar/hikari.ics?kind=forum,lecture&audience=family',
      'ひかり市（フォーラム・講演会・家族）',
    ],
    [
      'organization=hikari&programme=hikari-family-class&entries=en',
      '/calendar/hikari/family-class.ics?lang=en',
      'Hikari Class for families',
    ],
    // The reader has chosen another organization in a form that still showed the programmes of the one before.
    ['organization=harbor&programme=hikari-family-class', '/calendar/harbor.ics', 'Harbor City'],
  ])('?%s offers %s', async (query, path, name) => {
    const text = await page(`/calendar?${query}`);
    const url = `https://tsudoi.example${path}`;
    expect(attributes(text, 'value')).toContain(url);
    const links = attributes(text, 'href');
    expect(links).toContain(url.replace('https:', 'webcal:'));
    expect(links).toContain(
      `https://calendar.google.com/calendar/render?cid=${encodeURIComponent(url.replace('https:', 'webcal:'))}`,
    );
    expect(links.filter((link) => link.includes(`url=${encodeURIComponent(url)}`))).toHaveLength(2);
    const heading = /<h2 id="feed"><span lang="\w+">([^<]*)</.exec(text)?.[1];
    expect(heading).toBe(name);
    // What the page offers is a feed, and calls itself the same.
    const feed = await app.http.get(path).expect(200);
    expect(feed.text.replaceAll('\r\n ', '')).toContain(`X-WR-CALNAME:${name}\r\n`);
  });

  it('keeps the choice in the form, and for the other language', async () => {
    const text = await page('/calendar?organization=hikari&kind=lecture&audience=family&lang=en');
    expect(text).toContain('<option value="hikari" lang="en" selected>Hikari</option>');
    expect(text).toMatch(/id="kind-lecture"[^>]* checked>/);
    expect(text).toMatch(/id="audience-family"[^>]* checked>/);
    expect(text).toContain('<option value="hikari-family-class" lang="en">Class for families</option>');
    expect(attributes(text, 'value')).toContain(
      'https://tsudoi.example/calendar/hikari.ics?kind=lecture&audience=family&lang=en',
    );
    expect(attributes(text, 'href')).toContain('/calendar?organization=hikari&kind=lecture&audience=family');
  });

  it.each([
    'organization=nowhere',
    'programme=nothing',
    'kind=party',
    'audience=everybody',
    'entries=fr',
    'lang=fr',
    'organisation=hikari',
    'organization=hikari&organization=harbor',
    `organization=${'x'.repeat(201)}`,
    'organization=a%00b',
  ])('?%s is refused with a sentence, and not passed over', async (query) => {
    const { text, headers } = await app.http.get(`/calendar?${query}`).expect(400);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('アドレスの「?」から後ろに、使えない条件があります。');
  });

  it('says how late each client may be, what stays private, and how to stop', async () => {
    for (const [path, words] of [
      [
        '/calendar',
        ['12時間から24時間ほど', '3時間ほど', 'メールでもお知らせします', '登録解除', 'だけの鍵です'],
      ],
      ['/calendar?lang=en', ['12 to 24 hours', 'About 3 hours', 'we write to you', 'Unsubscribe', 'a key']],
    ] as const) {
      const text = await page(path);
      for (const word of words) expect(text).toContain(word);
    }
  });

  it('is where programmes, sessions and organizations lead', async () => {
    const programme = '/calendar?organization=hikari&programme=hikari-family-class';
    expect(attributes(await page('/programmes/hikari-family-class'), 'href')).toContain(programme);
    expect(attributes(await page('/programmes?lang=en'), 'href')).toContain(
      '/calendar?organization=hikari&lang=en',
    );
    await page(programme);
  });

  it('offers a hostile name as text', async () => {
    const organization = await makeOrganization(app.db, { slug: 'hostile', name: HOSTILE, nameEn: null });
    const programme = await makeProgramme(app.db, organization, { key: 'a&b', title: HOSTILE });
    for (const path of [`/calendar?programme=${programme.slug}`, `/calendar/embed?organization=hostile`]) {
      const text = await page(path);
      expect(text).not.toContain('<script>');
      expect(text).toContain('&lt;script&gt;');
    }
    const text = await page(`/calendar?programme=${programme.slug}`);
    expect(attributes(text, 'value')).toContain('https://tsudoi.example/calendar/hostile/a%26b.ics');
    await app.http.get('/calendar/hostile/a%26b.ics').expect(200);
    await app.db.getRepository(Programme).delete(programme.id);
    await app.db.getRepository(Organization).delete(organization.id);
  });

  it('says honestly what does not work from where nobody can fetch', async () => {
    const local = await startTestApp({
      database: app.database,
      env: { PUBLIC_URL: 'http://localhost:3000' },
    });
    try {
      const { text } = await local.http.get('/calendar?organization=all').expect(200);
      expect(text).toContain('href="webcal://localhost:3000/calendar/all.ics"');
      expect(text).not.toContain('calendar.google.com');
      expect(text).not.toContain('outlook.');
      expect(text).toContain('このサイトはインターネットから届かない場所で動いています。');
    } finally {
      await local.close();
    }
  });
});

describe('the page with the HTML for other sites', () => {
  it('has a frame with a title, to copy as text and to look at', async () => {
    const text = await page('/calendar/embed?organization=hikari&kind=lecture&limit=5&heading=3&entries=en');
    const code = /<textarea[^>]*>([^<]*)<\/textarea>/.exec(text)?.[1] ?? '';
    const html = code
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    expect(html).toBe(
      '<iframe src="https://tsudoi.example/embed/hikari?kind=lecture&amp;lang=en&amp;limit=5&amp;heading=3" ' +
        'title="Hikari (Lecture): coming sessions" width="100%" height="600" loading="lazy"></iframe>',
    );
    const src = '/embed/hikari?kind=lecture&lang=en&limit=5&heading=3';
    expect(attributes(text, 'src')).toContain(src);
    await page(src);
  });

  it.each(['limit=0', 'limit=51', 'heading=7', 'organization=nowhere'])('refuses ?%s', async (query) => {
    await page(`/calendar/embed?${query}`, 400);
  });
});
