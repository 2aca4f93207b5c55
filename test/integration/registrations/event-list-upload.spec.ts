import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventList, TOWN_ROWS } from '../programmes/event-list-town.js';

const PAGE = '/staff/import';
const LIST = eventList(TOWN_ROWS);
/** `NO,イベント名,開始日` and `1,家族教室,2025-05-01` as Japanese spreadsheets save them. */
const SHIFT_JIS =
  '4e4f2c834383788393836796bc2c8a4a8e6e93fa0d0a312c89c691b08bb38eba2c323032352d30352d30310d0a';

let app: TestApp;
let town: Organization;
let other: Organization;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-02T09:00:00+09:00' });
  town = await makeOrganization(app.db, { slug: 'midori', name: 'みどり市', timeZone: 'Asia/Tokyo' });
  other = await makeOrganization(app.db, { slug: 'aoba', name: 'あおば市', timeZone: 'Asia/Tokyo' });
});
afterAll(() => app.close());

const countOf = async (organization: Organization): Promise<number> => {
  const [{ count }] = await app.db.query(
    'SELECT count(*)::int FROM sessions WHERE organization_id = $1 AND list_number IS NOT NULL',
    [organization.id],
  );
  return count;
};
const wordsOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const markIn = (html: string) => /name="mark" value="([^"]+)"/.exec(html)?.[1] ?? '';

describe('POST /api/v1/staff/import with text/csv', () => {
  const send = (token: string, body: string | Buffer, query = '') =>
    app.http
      .post(`/api/v1/staff/import${query}`)
      .set('authorization', token)
      .set('content-type', 'text/csv; charset=shift_jis')
      .send(body);

  test('does a dry run, then imports, for the one organization of the token', async () => {
    const token = await bearer(app, town, 'organizer');
    const dry = await send(token, `${LIST.trim()},\r\n`.replace('備考', '備考,メモ'), '?dryRun=true');
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({ dryRun: true, notices: 0 });
    expect(dry.body.notes).toEqual([
      {
        file: 'event-list.csv',
        line: 1,
        code: 'file.list.unknown_column',
        detail: '列「メモ」は知らない列なので、読みません。',
        remedy: expect.any(String),
      },
    ]);
    expect(await countOf(town)).toBe(0);
    expect((await send(token, LIST, '?organization=midori')).status).toBe(200);
    expect(await countOf(town)).toBe(6);
  });

  test('names every fault with its line', async () => {
    const token = await bearer(app, town, 'organizer');
    const answer = await send(token, LIST.replace('2025-06-10', '6月'), '?lang=en');
    expect(answer.status).toBe(422);
    expect(answer.body.faults).toEqual([
      expect.objectContaining({
        file: 'event-list.csv',
        line: 4,
        code: 'file.list.not_a_date',
        detail: '"6月" in "開始日" cannot be read as a date.',
      }),
    ]);
  });

  test('is for organizers of that organization', async () => {
    const stranger = await bearer(app, other, 'organizer');
    const before = await countOf(town);
    expect((await send(stranger, LIST, '?organization=midori')).status).toBe(404);
    expect((await send(stranger, LIST, '?organization=nowhere')).status).toBe(404);
    expect((await send(await bearer(app, town, 'reception'), LIST)).status).toBe(403);
    expect((await send('Bearer nonsense', LIST)).status).toBe(401);
    expect([await countOf(town), await countOf(other)]).toEqual([before, 0]);
  });
});

describe('a list of events that staff choose in the browser', () => {
  const upload = async (staff: StaffBrowser, content: Buffer, fields: Record<string, string> = {}) => {
    const _csrf = await staff.formToken();
    return staff.agent
      .post(PAGE)
      .field({ _csrf, act: 'check', ...fields })
      .attach('uploads', content, 'list.csv');
  };

  test('is looked at, with its notes, and imported as it was shown, also in Shift_JIS', async () => {
    const staff = await signInAs(app, other, 'organizer');
    const japanese = Buffer.from(SHIFT_JIS, 'hex');
    const { status, text } = await upload(staff, japanese);
    expect(status).toBe(200);
    expect(wordsOf(text)).toContain('家族教室');
    expect(await countOf(other)).toBe(0);
    const sent = /<textarea[^>]*>\n?([^<]*)<\/textarea>/.exec(text)?.[1] ?? '';
    const done = await staff.post(PAGE, {
      'files.0.name': 'list.csv',
      'files.0.text': sent,
      ...{ act: 'confirm', mark: markIn(text) },
    });
    expect(wordsOf(done.text)).toContain('取り込みました');
    expect(await countOf(other)).toBe(1);
  });

  test('with faults comes back with each beside its line', async () => {
    const staff = await signInAs(app, other, 'organizer');
    const { status, text } = await upload(
      staff,
      Buffer.from('NO,イベント名,開始日\n2,"家族\n教室",2025-05-01\n3,会,きのう\n'),
    );
    expect(status).toBe(422);
    expect(wordsOf(text)).toMatch(/4行目 「開始日」の「きのう」は、日付として読めません。 3,会,きのう/);
  });

  test('asks staff of several organizations whose it is', async () => {
    const staff = await signInAs(app, town, 'organizer');
    await app.db.query(
      `INSERT INTO staff_roles (organization_id, staff_member_id, role) VALUES ($1, $2, 'organizer')`,
      [other.id, staff.id],
    );
    const list = Buffer.from('NO,イベント名,開始日\n7,講演会,2025-05-01\n');
    const unasked = await upload(staff, list);
    expect(unasked.status).toBe(422);
    expect(wordsOf(unasked.text)).toContain('どの団体の一覧かが決まっていません。');
    const { status, text } = await upload(staff, list, { organization: 'aoba' });
    expect(status).toBe(200);
    expect(text).toContain('<option value="aoba" selected>');
    expect((await upload(staff, list, { organization: 'elsewhere' })).status).toBe(404);
  });
});
