import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const ruby = (text: string, reading: string) =>
  `<ruby>${text}<rp>（</rp><rt aria-hidden="true">${reading}</rt><rp>）</rp></ruby>`;

describe('public pages with readings', () => {
  let app: TestApp;
  const towns: Record<string, { town: Organization; slug: string; session: string }> = {};
  beforeAll(async () => {
    app = await startTestApp();
    for (const [name, nameKana, reading] of [
      ['青葉市', 'あおばし', 'かんべ'],
      ['若葉町', 'わかばちょう', 'ごうど'],
    ] as const) {
      const town = await makeOrganization(app.db, { name, nameKana, readings: [{ text: '神戸', reading }] });
      const programme = await makeProgramme(app.db, town, {
        title: '木漏れ日の集い',
        titleKana: 'コモレビノツドイ',
        summary: '神戸で話す会です。麒麟',
      });
      const venue = await makeVenue(app.db, town, { name: '潮風館', nameKana: 'しおかぜかん' });
      const course = await makeCourse(app.db, programme);
      const session = await makeSession(app.db, course, { startsOn: '2025-04-08', venueId: venue.id });
      towns[name] = { town, slug: programme.slug, session: session.id };
    }
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const page = async (path: string) => (await app.http.get(path)).text;

  it('read names as each town entered them, and leave alone what nobody did', async () => {
    for (const [name, reading] of [
      ['青葉市', 'かんべ'],
      ['若葉町', 'ごうど'],
    ] as const) {
      const html = await page(`/programmes/${towns[name]?.slug}?furigana=1`);
      expect(html).toContain(`${ruby('木漏', 'こも')}れ${ruby('日', 'び')}の${ruby('集', 'つど')}い`);
      expect(html).toContain(ruby('神戸', reading));
      expect(html).toContain(ruby(name, name === '青葉市' ? 'あおばし' : 'わかばちょう'));
      expect(html).toContain('麒麟');
      expect(html).not.toContain('<ruby>麒');
      expect(html).toMatch(/<title>[^<]*木漏れ日の集い/);
    }
  });

  it('leave a word alone that towns on the same page read differently', async () => {
    const both = await page('/programmes?furigana=1');
    expect(both).toContain(ruby('青葉市', 'あおばし'));
    expect(both).not.toContain('ごうど');
    expect(both).not.toContain('かんべ');
  });

  it('are in やさしい日本語 too, keep the wish in their links, and are never in English', async () => {
    const html = await page(`/sessions/${towns.青葉市?.session}?lang=ja-simple&furigana=1`);
    expect(html).toContain('<html class="furigana" lang="ja-simple"');
    expect(html).toContain(ruby('潮風館', 'しおかぜかん'));
    expect(html).toContain(`4${ruby('月', 'がつ')}${ruby('8日', 'ようか')}`);
    expect(html).toContain('lang=ja-simple&amp;furigana=1');
    for (const path of ['/?lang=en&furigana=1', '/?furigana=0', '/', '/staff/sign-in?furigana=1'])
      expect(await page(path)).not.toContain('<rt');
  });

  it('say what went wrong with readings too', async () => {
    const answer = await app.http.get('/nowhere?furigana=1');
    expect([answer.status, answer.text.includes('<rt')]).toEqual([404, true]);
  });

  it('cost one query more, and none where nobody asked for readings', async () => {
    const path = `/programmes/${towns.青葉市?.slug}`;
    const queries = async (address: string) => {
      const asked = jest.spyOn(app.db, 'query');
      await page(address);
      const count = asked.mock.calls.filter(([sql]) => !String(sql).includes('pg_current_snapshot')).length;
      asked.mockRestore();
      return count;
    };
    const without = await queries(`${path}?x=1`);
    expect(await queries(`${path}?x=2&furigana=1`)).toBe(without + 1);
  });

  it('stand with the words of the house where those of the towns cannot be asked for', async () => {
    const real = app.db.query.bind(app.db);
    jest.spyOn(app.db, 'query').mockImplementation(async (sql, ...rest) => {
      if (sql.includes('WITH town AS')) throw new Error('away');
      return real(sql, ...rest);
    });
    const html = await page(`/programmes/${towns.青葉市?.slug}?furigana=1&y=1`);
    expect(html).toContain(ruby('話', 'はな'));
    expect(html).not.toContain('かんべ');
  });
});
