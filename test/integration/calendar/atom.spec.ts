import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AtomFeed, atomOf } from '../../../src/calendar/atom/atom.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { open, type Visitor, visit } from '../../support/browser.js';
import { expectGolden } from '../../support/golden.js';
import { suiteBrowser } from '../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeNews } from './news.js';

const suite = suiteBrowser();
let app: TestApp;
let year: Awaited<ReturnType<typeof makeNews>>;
let visitor: Visitor;

beforeAll(async () => {
  app = await startTestApp();
  year = await makeNews(app.db);
  visitor = await visit(suite.browser);
  await open(visitor.page, `${app.url}/`);
});
afterAll(() => app.close());

interface Read {
  readonly fault: string | null;
  readonly language: string | null;
  readonly id: string;
  readonly updated: string;
  readonly title: string;
  readonly links: readonly (readonly [string | null, string])[];
  readonly entries: readonly {
    readonly id: string;
    readonly title: string;
    readonly summary: string;
    readonly updated: string;
    readonly href: string;
    readonly author: string;
    readonly categories: readonly (readonly [string, string])[];
    readonly markup: readonly string[];
  }[];
}

/** The feed as the XML and HTML parsers of a browser read it. */
async function read(text: string): Promise<Read> {
  return visitor.page.evaluate((xml) => {
    const globals = globalThis as unknown as {
      DOMParser: new () => { parseFromString(text: string, type: string): XmlNode };
    };
    interface XmlNode {
      readonly textContent: string;
      readonly tagName: string;
      readonly documentElement: XmlNode;
      readonly body: XmlNode;
      getAttribute(name: string): string | null;
      querySelector(selector: string): XmlNode | null;
      querySelectorAll(selector: string): Iterable<XmlNode>;
    }
    const parser = new globals.DOMParser();
    const document = parser.parseFromString(xml, 'application/xml');
    const fault = document.querySelector('parsererror')?.textContent ?? null;
    const feed = document.documentElement;
    const said = (node: XmlNode, name: string) => node.querySelector(`:scope > ${name}`)?.textContent ?? '';
    const html = (node: XmlNode, name: string) => {
      const { body } = parser.parseFromString(said(node, name).replaceAll('<br>', '\n'), 'text/html');
      return { text: body.textContent, tags: [...body.querySelectorAll('*')].map(({ tagName }) => tagName) };
    };
    return {
      fault,
      language: feed.getAttribute('xml:lang'),
      id: said(feed, 'id'),
      updated: said(feed, 'updated'),
      title: said(feed, 'title'),
      links: [...feed.querySelectorAll(':scope > link')].map(
        (link) => [link.getAttribute('rel'), link.getAttribute('href') ?? ''] as const,
      ),
      entries: [...feed.querySelectorAll(':scope > entry')].map((entry) => ({
        id: said(entry, 'id'),
        title: html(entry, 'title').text,
        summary: html(entry, 'summary').text,
        updated: said(entry, 'updated'),
        href: entry.querySelector(':scope > link')?.getAttribute('href') ?? '',
        author: entry.querySelector(':scope > author > name')?.textContent ?? '',
        categories: [...entry.querySelectorAll(':scope > category')].map(
          (one) => [one.getAttribute('term') ?? '', one.getAttribute('label') ?? ''] as const,
        ),
        markup: [...html(entry, 'title').tags, ...html(entry, 'summary').tags],
      })),
    };
  }, text);
}

async function fetched(path: string): Promise<Read> {
  const answer = await fetch(`${app.url}${path}`);
  expect(`${path} ${answer.status}`).toBe(`${path} 200`);
  return read(await answer.text());
}

/** What RFC 4287 asks of every feed and entry. */
function faultsOf(feed: Read): string[] {
  const faults: string[] = [];
  const must = (isSo: boolean, fault: string) => isSo || faults.push(fault);
  const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  must(feed.fault === null, `not well-formed: ${feed.fault}`);
  must(/^urn:uuid:[\da-f-]{36}$/.test(feed.id), 'id of the feed');
  must(MOMENT.test(feed.updated), 'updated of the feed');
  must(feed.title !== '', 'title of the feed');
  must(
    feed.links.some(([rel]) => rel === 'self') && feed.links.some(([rel]) => rel === 'alternate'),
    'links',
  );
  must(new Set(feed.entries.map(({ id }) => id)).size === feed.entries.length, 'an id twice');
  for (const { id, title, updated, href, author, markup } of feed.entries) {
    must(/^urn:uuid:[\da-f-]{36}$/.test(id), `id ${id}`);
    must(title.trim() !== '', `title of ${id}`);
    must(MOMENT.test(updated) && updated <= feed.updated, `updated of ${id}`);
    must(href.startsWith('http://tsudoi.example/sessions/'), `link of ${id}`);
    must(author !== '', `author of ${id}`);
    must(markup.length === 0, `markup in ${id}: ${markup}`);
  }
  return faults;
}

describe('the Atom feed', () => {
  it.each([
    ['all.atom', '/feed.atom'],
    ['all.en.atom', '/feed.atom?lang=en'],
    ['all.ja-simple.atom', '/feed.atom?lang=ja-simple'],
    ['harbor.atom', '/feed.atom?organization=harbor'],
  ])('%s is what it should be, whole', async (name, path) => {
    const answer = await fetch(`${app.url}${path}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expectGolden(`atom/${name}`, bytes);
    expect(faultsOf(await read(bytes.toString('utf8')))).toEqual([]);
  });

  it('has the newest change first, with what happened before the title; undated sessions too', async () => {
    const { entries, updated, language } = await fetched('/feed.atom?organization=hikari');
    expect(language).toBe('ja');
    expect(entries.map(({ title }) => title)).toEqual([
      'ひきこもり家族教室 第5回',
      '［延期］ひきこもり家族教室 第3回',
      '［日程変更］ひきこもり家族教室 第1回：「ひきこもり」の理解と家族の対応 4月15日（火）',
      expect.stringContaining('作品展'),
      ...entries.slice(4).map(({ title }) => title),
    ]);
    expect(entries.map(({ title }) => title)).toContain('【中止】ひきこもり家族教室 第2回 4月28日（月）');
    expect(updated).toBe('2025-03-22T09:30:00.000Z');
    expect(entries[0]).toMatchObject({
      id: `urn:uuid:${year.sessions.undated.id}`,
      href: `http://tsudoi.example/sessions/${year.sessions.undated.id}`,
      author: 'ひかり市',
      categories: [['class_series', '教室']],
    });
    expect(entries[0]?.summary).toContain('日時：令和7年度下半期（日程は後日）\n対象');
    expect(entries[2]?.summary).toContain(
      '日時：2025年4月15日（火） 午前10時から11時45分まで\n会場：市民センター 2階',
    );
    expect(entries[2]?.summary).toContain('2025年4月14日');
    const days = entries.find(({ title }) => title.includes('作品展'));
    expect(days?.summary).toContain('2025年7月5日（土）から2025年7月7日（月）\n時刻は未定です。');
  });

  it('never says where the online room is', async () => {
    expect(await (await fetch(`${app.url}/feed.atom`)).text()).not.toContain('rooms.example');
  });

  it('takes the filters of the calendar feeds, and has an id of its own for each', async () => {
    const ids = new Set<string>();
    for (const [query, condition] of [
      ['', 'true'],
      ['?kind=lecture', "kind = 'lecture'"],
      ['?kind=lecture,club', "kind IN ('lecture', 'club')"],
      ['?audience=self&organization=harbor', "'self' = ANY(audiences) AND slug LIKE 'harbor-%'"],
      ['?organization=hikari,harbor', 'true'],
      ['?kind=sports', 'false'],
    ]) {
      const [{ count }] = await app.db.query(
        `SELECT count(*)::int AS count FROM sessions WHERE programme_id IN (SELECT id FROM programmes WHERE ${condition})`,
      );
      const feed = await fetched(`/feed.atom${query}`);
      expect(`${query} ${feed.entries.length}`).toBe(`${query} ${count}`);
      expect(faultsOf(feed)).toEqual([]);
      ids.add(feed.id);
    }
    expect(ids.size).toBe(6);
  });

  it.each([
    ['?kind=dance', 'kind'],
    ['?audience=cats', 'audience'],
    ['?organization=nowhere', 'organization'],
    ['?lang=fr', 'lang'],
    ['?town=hikari', 'town'],
  ])('answers %s with 400, and says what is allowed', async (query, field) => {
    const answer = await fetch(`${app.url}/feed.atom${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const { faults } = (await answer.json()) as { faults: { field: string; params: { allowed: string } }[] };
    expect(faults.map((fault) => fault.field)).toEqual([field]);
    const allowed = { organization: 'harbor, hikari', lang: 'ja, ja-simple, en' }[field];
    if (allowed) expect(faults[0]?.params.allowed).toBe(allowed);
  });

  it('names at most a hundred, the newest', async () => {
    const { term } = year;
    await app.db.query(
      `INSERT INTO sessions (id, organization_id, programme_id, course_id, key, date_state, starts_on, time_zone, changed_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'many-' || n, 'dated', '2025-12-01', 'Asia/Tokyo', timestamptz '2025-03-05' + n * interval '1 minute'
       FROM generate_series(1, 120) n`,
      [term.organizationId, term.programmeId, term.id],
    );
    const { entries } = await fetched('/feed.atom?organization=hikari');
    expect(entries).toHaveLength(100);
    const newest = await app.db.query('SELECT id FROM sessions ORDER BY changed_at DESC LIMIT 100');
    expect(entries.map(({ id }) => id).sort()).toEqual(
      newest.map(({ id }: Session) => `urn:uuid:${id}`).sort(),
    );
    await app.db.query("DELETE FROM sessions WHERE key LIKE 'many-%'");
  });
});

describe('over HTTP', () => {
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${app.url}/feed.atom`, { method, headers: { 'accept-encoding': 'identity', ...headers } });

  it('says what it is, for how long, and to everyone; no cookie', async () => {
    const { headers } = await ask();
    expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('answers HEAD as GET, and 304 to who has it', async () => {
    const get = await ask();
    const etag = get.headers.get('etag') ?? '';
    const head = await ask({}, 'HEAD');
    expect(head.headers.get('etag')).toBe(etag);
    expect(head.headers.get('content-length')).toBe(String((await get.arrayBuffer()).byteLength));
    for (const method of ['GET', 'HEAD']) {
      expect((await ask({ 'if-none-match': etag }, method)).status).toBe(304);
      expect(
        (await ask({ 'if-modified-since': get.headers.get('last-modified') ?? '' }, method)).status,
      ).toBe(304);
      expect((await ask({ 'if-none-match': '"other"' }, method)).status).toBe(200);
    }
  });

  it('has a change in the next answer, and the same bytes from another replica', async () => {
    const etag = (await ask()).headers.get('etag') ?? '';
    await app.db
      .getRepository(Session)
      .update(year.sessions.night.id, { topic: '星を見る', changedAt: new Date('2025-03-25T00:00:00Z') });
    const changed = await ask({ 'if-none-match': etag });
    expect(changed.status).toBe(200);
    const text = await changed.text();
    expect((await read(text)).entries[0]?.summary).toContain('星を見る');
    const replica = await startTestApp({ database: app.database, now: '2031-01-01T00:00:00Z' });
    try {
      expect(await (await fetch(`${replica.url}/feed.atom`)).text()).toBe(text);
    } finally {
      await replica.close();
    }
    await app.db.getRepository(Programme).update(year.family.id, { title: '家族の会 & <友>' });
    const { entries } = await fetched('/feed.atom');
    expect(entries.map(({ title }) => title)).toContain('【中止】家族の会 & <友> 第2回 4月28日（月）');
  });
});

describe('text of any sort', () => {
  const feedWith = (text: string): AtomFeed => ({
    id: 'urn:uuid:00000000-0000-5000-8000-000000000000',
    title: text,
    language: 'ja',
    selfUrl: 'http://tsudoi.example/feed.atom?kind=lecture&lang=en',
    pageUrl: 'http://tsudoi.example/',
    updated: new Date(0),
    entries: [
      {
        id: 'urn:uuid:00000000-0000-5000-8000-000000000001',
        title: `題 ${text}`,
        url: 'http://tsudoi.example/sessions/1',
        updated: new Date('2025-03-01T00:00:00Z'),
        summary: [text, '終わり'],
        author: { name: text, url: 'http://tsudoi.example/' },
        categories: [{ term: 'lecture', label: '講演会' }],
      },
    ],
  });

  /** What is left of it: ends of lines are LF, and what no XML may hold is not there. */
  const kept = (text: string) =>
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');

  it('is read again as it was, and nothing in it is markup', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            ']]>',
            '<![CDATA[',
            '&amp;',
            '&amp;amp;',
            '&lt;',
            '&',
            '<script>',
            '</feed>',
            '<br>',
            '"',
            "'",
            '\0',
            '\u000b',
            '\r\n',
            '\n',
            '\t',
            '\ufffe',
            '\ud800',
            '🏳️‍🌈',
            'か\u3099',
            '\u202e',
            '-->',
            '<?xml?>',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join('')),
      fc.constant('あ'.repeat(5000)),
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const found = await read(atomOf(feedWith(text)));
        expect(found.fault).toBeNull();
        expect(found.title).toBe(kept(text));
        const [entry] = found.entries;
        expect(entry?.author).toBe(kept(text));
        // The parser of HTML drops spaces where a document begins.
        expect(entry?.title).toBe(`題 ${kept(text).replace(/\s+/g, ' ')}`.replace(/\s+/g, ' '));
        expect(entry?.summary.trimStart()).toBe(`${kept(text)}\n終わり`.trimStart());
        expect(entry?.markup).toEqual([]);
        expect(found.links).toEqual([
          ['alternate', 'http://tsudoi.example/'],
          ['self', 'http://tsudoi.example/feed.atom?kind=lecture&lang=en'],
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
