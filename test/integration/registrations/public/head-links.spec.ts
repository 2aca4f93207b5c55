import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { open, type Visitor, visit } from '../../../support/browser.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeStates } from './structured-town.js';

const suite = suiteBrowser();
let app: TestApp;
let states: Awaited<ReturnType<typeof makeStates>>;
let visitor: Visitor;

beforeAll(async () => {
  app = await startTestApp();
  states = await makeStates(app.db);
  visitor = await visit(suite.browser);
});
afterAll(() => app.close());

describe('head links', () => {
  const linksOf = async (path: string) => {
    await open(visitor.page, `${app.url}${path}`);
    return visitor.page.evaluate(`[...document.querySelectorAll('link[rel="canonical"], link[rel="alternate"]')]
      .map((link) => [link.hreflang || link.type || link.rel, link.getAttribute('href'), link.title])`);
  };

  it('name the page in each language, its calendar and its news', async () => {
    const { id } = states.sessions.open;
    expect(await linksOf(`/sessions/${id}?lang=en&utm_source=x`)).toEqual([
      ['canonical', `http://tsudoi.example/sessions/${id}?lang=en`, ''],
      ['ja', `http://tsudoi.example/sessions/${id}`, ''],
      ['en', `http://tsudoi.example/sessions/${id}?lang=en`, ''],
      ['x-default', `http://tsudoi.example/sessions/${id}`, ''],
      ['text/calendar', '/calendar/hikari/family.ics?lang=en', 'Calendar: Class for families'],
      ['application/atom+xml', '/feed.atom?organization=hikari&lang=en', 'New and changed sessions: Hikari'],
    ]);
  });

  it('keep the filters of a list, and nothing else of its address', async () => {
    const canonical = async (path: string) => ((await linksOf(path)) as string[][])[0]?.[1];
    expect(await canonical('/?organization=hikari&utm_source=x')).toBe(
      'http://tsudoi.example/?organization=hikari',
    );
    expect(await canonical('/programmes?audience=family&x=1')).toBe(
      'http://tsudoi.example/programmes?audience=family',
    );
    expect(await canonical('/?view=month&month=2025-05')).toBe(
      'http://tsudoi.example/?view=month&month=2025-05',
    );
  });

  it('of a list of one organization are those of the organization', async () => {
    for (const path of ['/?organization=hikari', '/programmes?organization=hikari']) {
      expect(((await linksOf(path)) as string[][]).slice(4)).toEqual([
        ['text/calendar', '/calendar/hikari.ics', 'ひかり市のカレンダー'],
        ['application/atom+xml', '/feed.atom?organization=hikari', 'ひかり市の新しい予定と変更'],
      ]);
    }
  });

  it('lead to what is there', async () => {
    for (const path of [
      `/courses/${states.term.id}`,
      '/calendar',
      `/programmes/${states.family.slug}`,
      '/',
    ]) {
      const links = (await linksOf(path)) as string[][];
      expect(links).toHaveLength(6);
      for (const [, href] of links) {
        const { pathname, search } = new URL(href ?? '', app.url);
        expect(`${href} ${(await fetch(`${app.url}${pathname}${search}`)).status}`).toBe(`${href} 200`);
      }
    }
  });

  it('of a form are those of the page that it belongs to', async () => {
    const { id } = states.sessions.open;
    expect(await linksOf(`/register?session=${id}`)).toEqual(await linksOf(`/sessions/${id}`));
  });

  it.each(['/my/recover', '/digest'])('are not on %s, which is nobody’s to find', async (path) => {
    expect(await linksOf(path)).toEqual([]);
  });
});
