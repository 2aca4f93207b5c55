import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Organization as Organizations } from '../../../src/organizations/organization.entity.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type TownFile, townFile } from '../programmes/town-file.js';

const PAGE = '/staff/import';

let app: TestApp;
let town: Organization;
let staff: StaffBrowser;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-03-02T09:00:00+09:00' });
  await load();
  town = await app.db.manager.findOneByOrFail(Organizations, { slug: 'town' });
  staff = await signInAs(app, town, 'organizer');
});
afterAll(() => app.close());

beforeEach(load);

/** The town as its file says it, whatever a test before did. */
async function load(): Promise<void> {
  await app.db.query(`DELETE FROM programmes`);
  await app.nest.get(YearImport).run([{ name: 'town.yaml', text: townFile() }], {
    dryRun: false,
    actor: 'system',
    organizationIds: 'any',
  });
}

const title = async () =>
  (await app.db.query(`SELECT title FROM programmes WHERE key = 'family-class'`))[0].title;

/** Chooses files on the page and sends its form. */
async function upload(files: Readonly<Record<string, string | Buffer>>, fields: Record<string, string> = {}) {
  const _csrf = await staff.formToken();
  const sending = staff.agent.post(PAGE).field({ _csrf, act: 'check', ...fields });
  for (const [name, content] of Object.entries(files)) {
    sending.attach('uploads', Buffer.from(content), name);
  }
  return sending;
}

const paste = (text: string, fields: Record<string, string> = {}) =>
  staff.post(PAGE, { 'files.0.text': text, act: 'check', ...fields });

const markIn = (html: string) => /name="mark" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Words of a page without its tags. */
const wordsOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('a file that staff choose in the browser', () => {
  test('is first only looked at, and every difference is said in words', async () => {
    const { status, text } = await upload({ 'r7.yaml': townFile({ title: '家族の教室', start: '10:15' }) });
    expect(status).toBe(200);
    const words = wordsOf(text);
    expect(words).toContain('変わるもの 2件 事業1・回1');
    expect(words).toContain('名前 今は ひきこもり家族教室 → これからは 家族の教室');
    expect(words).toContain('始まり 今は 10:00 → これからは 10:15');
    expect(words).toContain('令和7年度 前期 2025年5月26日（月）');
    expect(words).toContain('2025年9月23日（火）：秋分の日（令和7年度）');
    expect(await title()).toBe('ひきこもり家族教室');
  });

  test('is imported once it is confirmed, exactly as it was shown', async () => {
    const changed = townFile({ title: '家族の教室' });
    const { text } = await upload({ 'r7.yaml': changed });
    const done = await paste(changed, { 'files.0.name': 'r7.yaml', act: 'confirm', mark: markIn(text) });
    expect(done.status).toBe(200);
    expect(wordsOf(done.text)).toContain('取り込みました');
    expect(await title()).toBe('家族の教室');
    const [entry] = await app.db.query(
      `SELECT actor, after FROM audit_entries WHERE action = 'programmes.imported' ORDER BY id DESC LIMIT 1`,
    );
    expect(entry).toMatchObject({ actor: `staff:${staff.id}`, after: { file: 'r7.yaml' } });
  });

  test('may have the line breaks that browsers send', async () => {
    const changed = townFile({ title: '家族の教室' });
    const { text } = await upload({ 'r7.yaml': changed });
    const sent = changed.replaceAll('\n', '\r\n');
    await paste(sent, { 'files.0.name': 'r7.yaml', act: 'confirm', mark: markIn(text) });
    expect(await title()).toBe('家族の教室');
  });

  test.each([
    ['somebody else changed the plan', () => app.db.query(`UPDATE programmes SET title = '別の名前'`), {}],
    ['the text is no longer what was looked at', async () => undefined, { title: '第三の名前' }],
  ] as [string, () => Promise<unknown>, TownFile][])(
    'is not imported but looked at anew where %s',
    async (_, meanwhile, other) => {
      const { text } = await upload({ 'r7.yaml': townFile({ title: '家族の教室' }) });
      await meanwhile();
      const before = await title();
      const file = townFile({ title: '家族の教室', ...other });
      const again = await paste(file, { act: 'confirm', mark: markIn(text) });
      expect(again.status).toBe(409);
      expect(wordsOf(again.text)).toContain('まだ取り込んでいません');
      expect(await title()).toBe(before);
      await paste(file, { act: 'confirm', mark: markIn(again.text) });
      expect(await title()).toBe(other.title ?? '家族の教室');
    },
  );

  test('cannot be confirmed unseen', async () => {
    const { status } = await paste(townFile({ title: '家族の教室' }), { act: 'confirm' });
    expect(status).toBe(409);
    expect(await title()).toBe('ひきこもり家族教室');
  });

  test('that has faults comes back with all of them and its whole text', async () => {
    const broken = townFile({ start: '25:00', venue: '<b>保健所</b>', title: '""' }).replace(
      '2025-05-12',
      '2025-02-29',
    );
    const { status, text } = await upload({ 'r7.yaml': broken });
    expect(status).toBe(422);
    const words = wordsOf(text);
    expect(words).toContain('直すところが3件あります');
    expect(words).toMatch(/22行目 .*2025-02-29/);
    expect(words).toContain('{number: 2, date: 2025-02-29, topic: 理解する}');
    expect(text).toContain('&lt;b&gt;保健所&lt;/b&gt;');
    expect(text).not.toContain('<b>保健所');
    expect(text.match(/<textarea/g)).toHaveLength(1);
  });

  test('of a town that is not theirs is refused, and kept', async () => {
    const { status, text } = await paste(townFile({ key: 'elsewhere' }));
    expect(status).toBe(404);
    expect(wordsOf(text)).toContain('この団体の事業は取り込めません');
    expect(text).toContain('elsewhere');
  });

  test('may be several', async () => {
    const { status, text } = await upload({ 'a.yaml': townFile(), 'b.yaml': townFile() });
    expect(status).toBe(422);
    expect(text.match(/<textarea/g)).toHaveLength(2);
    expect(wordsOf(text)).toContain('b.yaml：直すところ（1件）');
  });

  test('in Shift_JIS is named as such, not guessed at', async () => {
    const { status, text } = await upload({ 'r7.yaml': Buffer.from([0x83, 0x7e, 0x83, 0x5c]) });
    expect(status).toBe(422);
    expect(wordsOf(text)).toContain('UTF-8');
  });

  test('that was forgotten is asked for', async () => {
    const { status, text } = await upload({});
    expect(status).toBe(422);
    expect(wordsOf(text)).toContain('ファイルが選ばれていません');
  });

  test('keeps what staff changed on the screen, and says so', async () => {
    await app.db.query(`UPDATE programmes SET summary = 'どなたでも' WHERE key = 'family-class'`);
    const { text } = await upload({ 'r7.yaml': townFile() });
    expect(wordsOf(text)).toContain('画面で直したまま残すもの（1件）');
    expect(wordsOf(text)).toContain('ひとこと 今（画面で直したもの）は どなたでも → ファイルでは （なし）');
    expect(text).not.toContain('value="confirm"');
  });

  test('whose rule would move what people hold leads to the page where staff decide', async () => {
    const [course] = await app.db.query(`SELECT id FROM courses WHERE key = 'r7'`);
    await app.db.query(`UPDATE sessions SET topic = '誕生会' WHERE key = '2025-04-08' AND course_id = $1`, [
      course.id,
    ]);
    const { text } = await upload({ 'r7.yaml': townFile().replace('2 tuesday, 4 tuesday', '3 tuesday') });
    expect(wordsOf(text)).toContain('職員が決めるもの（1件）');
    expect(text).toContain(`href="/staff/courses/${course.id}"`);
  });

  test('is told of in English too', async () => {
    const { text } = await staff.post(`${PAGE}?lang=en`, {
      'files.0.text': townFile({ title: '家族の教室', capacity: 'none' }),
      act: 'check',
    });
    const words = wordsOf(text);
    expect(words).toContain('Title now ひきこもり家族教室 → from then on 家族の教室');
    expect(words).toContain('Capacity now 20 → from then on no number');
  });
});

describe('the form that carries files', () => {
  test('needs the token of its session', async () => {
    const answer = await staff.agent
      .post(PAGE)
      .field({ act: 'check' })
      .attach('uploads', Buffer.from(townFile()), 'r7.yaml');
    expect(answer.status).toBe(403);
  });

  test('is refused unread beyond 5 MB', async () => {
    const answer = await upload({ 'r7.yaml': Buffer.alloc(5 * 1024 * 1024 + 1, 'x') });
    expect(answer.status).toBe(413);
  });

  test('is refused where its length is not said, and on other pages', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const endless = await fetch(`${app.url}${PAGE}`, {
      method: 'POST',
      headers,
      body: new Blob(['--x--']).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(endless.status).toBe(411);
    const elsewhere = await fetch(`${app.url}/staff/sign-in`, { method: 'POST', headers, body: '--x--' });
    expect(elsewhere.status).toBe(415);
  });

  test('is for organizers', async () => {
    const reception = await signInAs(app, town, 'reception');
    expect((await reception.get(PAGE)).status).toBe(403);
  });
});
