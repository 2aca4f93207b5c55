import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EmbeddedLists } from '../../../src/calendar/embed/embed.lists.js';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';
import { routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeYear } from './year.js';

const NOW = '2025-04-01T09:00:00+09:00';
let app: TestApp;
let year: Awaited<ReturnType<typeof makeYear>>;

beforeAll(async () => {
  app = await startTestApp({ now: NOW });
  year = await makeYear(app.db);
});
afterAll(() => app.close());

async function list(path: string, status = 200): Promise<string> {
  return (await app.http.get(`/embed/${path}`).expect(status)).text;
}

/** Days of the list with what is on, as text. */
function shown(text: string): string[] {
  return [...text.matchAll(/<time datetime="([^"]*)">|<p class="what"><a[^>]*>(.*?)<\/a>/gs)].map(
    ([, date, what]) => date ?? (what ?? '').replace(/<[^>]*>/g, ''),
  );
}

describe('an embedded list', () => {
  it('shows what is to come of one organization, by day, with its state', async () => {
    const text = await list('hikari?limit=3');
    expect(shown(text)).toEqual([
      '2025-04-14',
      'ひきこもり家族教室 第1回',
      '2025-04-28',
      'ひきこもり家族教室 第2回',
      '2025-05-12',
      'ひきこもり家族教室 第3回',
    ]);
    expect(text).toContain('<h2 class="title">ひかり市 これからの予定</h2>');
    expect(text).toContain('<span class="badge badge-stop">中止</span>');
    expect(text).toContain('午前10時から11時45分まで');
    expect(text).toContain('市民センター 2階');
    expect(text).toContain('href="/?organization=hikari" target="_top"');
    expect(text).toContain('つづきを見る');
    expect(text).not.toContain('Evening club');
  });

  it('shows one programme, by its key or its slug, and all of them', async () => {
    const byKey = await list('hikari/lecture');
    expect(shown(byKey)).toEqual(shown(await list('hikari/hikari-lecture')));
    expect(shown(byKey)[1]).toBe('作品展');
    expect(byKey).toContain('くわしい案内を見る');
    const all = await list('all?limit=50');
    expect(all).toContain('ひかり市');
    expect(shown(all).length).toBeGreaterThan(shown(byKey).length);
  });

  it('lets kinds, audiences, a number and a month restrict it', async () => {
    expect(shown(await list('all?kind=lecture,club'))).toContain('作品展');
    expect(shown(await list('all?kind=lecture&kind=class_series&limit=50'))).toContain(
      'ひきこもり家族教室 第1回',
    );
    expect(shown(await list('all?audience=anyone,women'))[1]).toBe('作品展');
    expect(shown(await list('hikari?limit=1'))).toHaveLength(2);
    expect(shown(await list('hikari?from=2025-07&limit=1'))).toEqual(['2025-07-05', '作品展']);
    // What is over does not come back by asking for its month.
    expect(shown(await list('all?from=2025-01&limit=1'))[0]).toBe('2025-04-14');
  });

  it('speaks English, with the heading that the page around it needs', async () => {
    const text = await list('hikari/family-class?lang=en&heading=3&limit=1');
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('<h3 class="title">Class for families: coming sessions</h3>');
    expect(text).toContain('<h4 class="day">');
    expect(text).toMatch(/href="\/sessions\/[^"]*\?lang=en" target="_top" rel="noopener"/);
    expect(await list('hikari?title=hide')).toContain('<h2 class="title visually-hidden">');
  });

  it('leaves out what is over, whatever its day; what says no end stays for its day', async () => {
    app.clock.set('2025-04-14T12:00:00+09:00');
    expect(shown(await list('hikari?limit=1'))[0]).toBe('2025-04-28');
    app.clock.set('2025-05-12T20:00:00+09:00');
    expect(shown(await list('hikari?limit=1'))[0]).toBe('2025-05-12');
    app.clock.set(NOW);
  });

  it('never says how many seats are taken or left, only the state', async () => {
    const pool = await makePool(app.db, year.sessions.plain, { capacity: 7, taken: 7 });
    const text = await list('hikari?limit=1');
    expect(text).toMatch(/badge-\w+">(満席|キャンセル待ち受付中)</);
    expect(text.replace(/\d{4}-\d\d-\d\d|[0-9a-f-]{36}/g, '')).not.toContain('7');
    await app.db.getRepository(SeatPool).delete(pool.id);
  });

  it('gathers what is open every day in one line, and says when nothing is to come', async () => {
    const town = await makeOrganization(app.db, { slug: 'quiet', name: 'しずか町' });
    expect(await list('quiet')).toContain('これからの予定は、まだありません。');
    const space = await makeProgramme(app.db, town, { key: 'space', title: '居場所', kind: 'free_space' });
    const course = await makeCourse(app.db, space, { registrationMode: 'none' });
    for (let day = 1; day <= 28; day += 1) {
      await makeSession(app.db, course, { startsOn: `2025-04-${String(day).padStart(2, '0')}` });
    }
    for (const path of ['quiet', 'quiet/space', 'quiet?kind=free_space']) {
      expect(shown(await list(path))).toEqual(['居場所']);
      expect(await list(path)).toContain('毎日');
    }
    expect(shown(await list('quiet?kind=lecture'))).toEqual([]);
    await app.db.getRepository(Session).delete({ organizationId: town.id });
    await app.db.getRepository(Programme).delete(space.id);
    await app.db.getRepository(Organization).delete(town.id);
  });

  it('shows hostile names as text', async () => {
    const bad = `<script>alert(1)</script>"'&{x}`;
    const town = await makeOrganization(app.db, { slug: 'bad', name: bad, nameEn: bad });
    const venue = await makeVenue(app.db, town, { name: bad });
    const programme = await makeProgramme(app.db, town, { key: 'bad', title: bad });
    const course = await makeCourse(app.db, programme);
    await makeSession(app.db, course, { venueId: venue.id, topic: bad, title: bad });
    for (const path of ['bad', 'bad/bad', 'bad?lang=en', 'all?limit=50']) {
      const text = await list(path);
      expect(text).not.toContain('<script>');
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    }
    await app.db.getRepository(Session).delete({ organizationId: town.id });
    await app.db.getRepository(Organization).delete(town.id);
  });
});

describe('an embedded list over HTTP', () => {
  it('may be shown by every site, runs nothing, sets nothing, and is kept for five minutes', async () => {
    const { headers, text } = await app.http.get('/embed/hikari').set('cookie', 'a=b').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    );
    expect(headers['x-frame-options']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['cache-control']).toBe(
      'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400',
    );
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(text).not.toMatch(/<script| style=| on\w+=|<form|<input/);
    for (const [link] of text.matchAll(/<a [^>]*>/g)) expect(link).toContain('target="_top" rel="noopener"');
    expect(Buffer.byteLength(text)).toBeLessThan(15_000);
    const style = await app.http.get('/assets/site/embed.css').expect(200);
    expect(style.text).not.toMatch(/@import|url\(/);
    expect(Buffer.byteLength(style.text)).toBeLessThan(4_000);
  });

  it('answers 304 to who has it, until something that it shows has changed', async () => {
    const { headers } = await app.http.get('/embed/hikari').expect(200);
    const etag = String(headers.etag);
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`]) {
      const again = await app.http.get('/embed/hikari').set('if-none-match', tag).expect(304);
      expect(again.headers.etag).toBe(etag);
      expect(again.text).toBe('');
    }
    await app.db.getRepository(Session).update(year.sessions.plain.id, { topic: '別の内容' });
    await app.http.get('/embed/hikari').set('if-none-match', etag).expect(200);
  });

  it.each(['nowhere', 'hikari/nothing', 'harbor/family-class', 'all/family-class', 'a%00b', 'hikari/a%00b'])(
    '/embed/%s answers 404 within the frame',
    async (path) => {
      const { headers, text } = await app.http.get(`/embed/${path}`).expect(404);
      expect(headers['content-security-policy']).toContain('frame-ancestors *');
      expect(headers['cache-control']).toBe('no-store');
      expect(text).toContain('この一覧はありません');
    },
  );

  it.each([
    ['kind=party', 'kind に使えるのは：class_series, family_meeting,'],
    ['audience=everybody', 'audience に使えるのは：self, family,'],
    ['lang=fr', 'lang に使えるのは：ja, ja-simple, en'],
    ['limit=0', 'limit に使えるのは：1–50'],
    ['limit=51', 'limit に使えるのは：1–50'],
    ['limit=many', 'limit に使えるのは：1–50'],
    ['from=2025-13', 'from に使えるのは：YYYY-MM'],
    ['heading=9', 'heading に使えるのは：1, 2, 3, 4'],
    ['title=x', 'title に使えるのは：show, hide'],
    ['%3Cscript%3E=1', '使える条件は：audience, from, furigana, heading, kind, lang, limit, title'],
  ])('?%s is refused with what is allowed, within the frame', async (query, words) => {
    const { headers, text } = await app.http.get(`/embed/hikari?${query}`).expect(400);
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(text).toContain(words);
    expect(text).not.toContain('script');
  });

  it.each([
    ['GET', '', 404, 'この一覧はありません'],
    ['GET', '/', 404, 'この一覧はありません'],
    ['GET', '/hikari/family-class/more', 404, 'この一覧はありません'],
    ['GET', `/${'a'.repeat(200)}`, 414, '送られたものの形が正しくありません'],
    ['GET', '/%zz?lang=ja', 400, '送られたものの形が正しくありません'],
    ['POST', '/hikari', 404, 'この一覧はありません'],
  ])(
    '%s /embed%s, which is no list, is refused within the frame too',
    async (method, path, status, words) => {
      const answer = await fetch(`${app.url}/embed${path}`, { method });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toContain(words);
    },
  );

  it('says within the frame that something went wrong', async () => {
    const lists = jest.spyOn(app.nest.get(EmbeddedLists), 'list').mockRejectedValue(new Error('broken'));
    const { headers, text } = await app.http.get('/embed/hikari?lang=en').expect(500);
    lists.mockRestore();
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(headers['cache-control']).toBe('no-store');
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('<h1 class="title">');
    expect(text).not.toContain('broken');
  });

  it('is the only page that another site may show in a frame', async () => {
    const ids: Record<string, string> = {
      organization: 'hikari',
      programme: 'hikari-family-class',
      slug: 'hikari-family-class',
      id: year.sessions.plain.id,
    };
    const routes = routesOf(app).filter(({ method, access }) => method === 'GET' && access === 'public');
    expect(routes.length).toBeGreaterThan(20);
    for (const { path } of [...routes, { path: '/embedded' }]) {
      const address = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'x');
      const { headers } = await app.http.get(address);
      const policy = String(headers['content-security-policy']);
      const expected = path.startsWith('/embed/') ? 'frame-ancestors *' : "frame-ancestors 'none'";
      expect(`${path} ${policy}`).toContain(expected);
    }
  });
});
