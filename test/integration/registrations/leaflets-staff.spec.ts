import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('headlines of leaflets', () => {
  let app: TestApp;
  let organizer: StaffBrowser;
  let viewer: StaffBrowser;
  let slug: string;
  let course: string;

  beforeAll(async () => {
    app = await startTestApp();
    const term = await makeTerm(app.db, { dates: ['2025-05-12'] });
    [slug, course] = [term.programme.slug, term.course.id];
    organizer = await signInAs(app, term.organization, 'organizer');
    viewer = await signInAs(app, term.organization, 'viewer');
  });
  afterAll(() => app.close());

  const editor = (form = 'poster', language = 'ja') =>
    `/staff/programmes/${slug}/leaflets/${form}/${language}`;
  const leaflet = async (query: string) => (await app.http.get(`/programmes/${slug}/leaflet?${query}`)).text;

  it('are listed for everybody on staff, and written by organizers', async () => {
    const page = (await viewer.get(`/staff/programmes/${slug}/leaflets`)).text;
    expect(page).toContain(`/programmes/${slug}/leaflet?form=threefold&amp;lang=en`);
    expect(page).not.toContain('/leaflets/poster/ja');
    expect((await organizer.get(`/staff/courses/${course}/leaflets`)).text).toContain(
      '/leaflets/card/ja-simple',
    );
    expect((await viewer.get(editor())).status).toBe(403);
    expect((await organizer.get(editor('cards'))).status).toBe(404);
    expect((await organizer.get(editor('poster', 'fr'))).status).toBe(404);
  });

  it('stand on that form in that language, and nowhere else, until they are blank again', async () => {
    const words = {
      headline: 'ひとりで\r\n悩まないで',
      lead: '同じ立場の家族が集まります。',
      'was.headline': '',
      'was.lead': '',
    };
    expect((await organizer.post(editor(), words)).status).toBe(303);
    expect(await leaflet('form=poster')).toContain('ひとりで 悩まないで');
    expect(await leaflet('form=poster')).toContain('同じ立場の家族が集まります。');
    expect(await leaflet('form=poster&lang=ja-simple')).toContain('ひとりで 悩まないで');
    expect(await leaflet('form=card')).not.toContain('悩まないで');
    expect(await leaflet('form=poster&lang=en')).not.toContain('悩まないで');
    const [act] = await app.db.query(
      `SELECT before, after FROM audit_entries WHERE action = 'leaflet.changed' ORDER BY at DESC LIMIT 1`,
    );
    expect(act.after).toMatchObject({ form: 'poster', language: 'ja', headline: 'ひとりで 悩まないで' });
    const blank = { headline: '', lead: '', 'was.headline': 'ひとりで 悩まないで', 'was.lead': words.lead };
    expect((await organizer.post(editor(), blank)).status).toBe(303);
    expect(await leaflet('form=poster')).not.toContain('悩まないで');
    expect(await app.db.query('SELECT FROM leaflets')).toEqual([]);
  });

  it('too long are refused with everything kept, and nothing is saved over what somebody else wrote', async () => {
    const long = await organizer.post(editor('card'), { headline: 'あ'.repeat(81), lead: '短い' });
    expect(long.status).toBe(422);
    expect(long.text).toContain('80文字以内');
    expect(long.text).toContain('短い');
    for (const headline of ['右\u202Eから', '見えない\0もの']) {
      const odd = await organizer.post(editor('card'), { headline, lead: '' });
      expect([odd.status, odd.text.includes('headline-error')]).toEqual([422, true]);
      expect((await organizer.post(editor('card'), { headline: '', lead: headline })).status).toBe(422);
    }
    await organizer.post(editor('card'), {
      headline: '先の人',
      lead: '',
      'was.headline': '',
      'was.lead': '',
    });
    const late = await organizer.post(editor('card'), {
      headline: '後の人',
      lead: '',
      'was.headline': '',
      'was.lead': '',
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain('先の人');
    expect(late.text).toContain('後の人');
    expect(await leaflet('form=cards')).toContain('先の人');
  });
});
