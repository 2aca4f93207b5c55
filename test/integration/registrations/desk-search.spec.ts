import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { receptionNumberOf } from '../../../src/registrations/domain/reception-number.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk } from './desk-world.js';

describe('looking somebody up at the desk', () => {
  let app: TestApp;
  let desk: Awaited<ReturnType<typeof makeDesk>>;
  let hana: { id: string; code: string };
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 90 });
    hana = await desk.register({
      course: desk.course.id,
      nickname: 'ハナコのはは',
      people: 2,
      companions: [{ nickname: 'Ｋｅｎ' }],
    });
    await desk.register({ course: desk.course.id, nickname: '100%の%さん_' });
  });
  afterAll(() => app.close());

  const found = async (text: string) =>
    (await desk.post('registrations/search', { text })).body.items.map(
      ({ nickname }: { nickname: string }) => nickname,
    );

  it.each(['はなこ', 'ﾊﾅｺ', 'ハナコ の', 'なこのハハ', 'ken', 'ＫＥＮ', 'Ken'])(
    'finds by %s',
    async (text) => {
      expect(await found(text)).toEqual(['ハナコのはは']);
    },
  );

  it('takes signs of patterns for what they are', async () => {
    expect([await found('%'), await found('_'), await found('はな%')]).toEqual([
      ['100%の%さん_'],
      ['100%の%さん_'],
      [],
    ]);
    expect((await desk.post('registrations/search', { text: ' ' })).status).toBe(422);
  });

  it('finds a number in any case and width, with spaces and hyphens', async () => {
    const { code } = hana;
    const wide = code.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
    for (const typed of [
      code.toLowerCase(),
      wide,
      `${code.slice(0, 3)}-${code.slice(3)}`,
      ` ${code.slice(0, 2)} ${code.slice(2)}　`,
      `${code.slice(0, 3)}－${code.slice(3).toLowerCase()}`,
    ])
      expect([typed, await found(typed)]).toEqual([typed, ['ハナコのはは']]);
    expect(receptionNumberOf('はなこ')).toBeNull();
    const browser = await signInAs(app, desk.organization, 'reception');
    const { status, headers } = await browser.post('/staff/desk', { text: wide });
    expect([status, headers.location]).toEqual([303, `/staff/registrations/${hana.id}`]);
  });

  it('keeps what was looked for out of every address, and shows it with what waits for staff', async () => {
    const browser = await signInAs(app, desk.organization, 'reception');
    const answer = await browser.post('/staff/desk', { text: 'はなこ' });
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'private, no-store']);
    expect(answer.text).toContain('ハナコのはは');
    const addresses = [...answer.text.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, address]) =>
      decodeURIComponent(address!),
    );
    expect(addresses.filter((address) => /はなこ|ハナコ/.test(address))).toEqual([]);
    const approved = await makeDesk(app, { dates: ['2025-04-14'], capacity: 1, course: { approval: true } });
    const request = await approved.register({ course: approved.course.id, nickname: 'ねがい' });
    const clerk = await signInAs(app, approved.organization, 'reception');
    expect((await clerk.get('/staff/desk')).text).toContain('ねがい');
    expect((await clerk.get('/staff')).text).toContain('お返事を待っている申込が1件あります');
    await approved.act(request.id, 'confirm');
    expect((await clerk.get('/staff/desk')).text).not.toContain('ねがい');
    expect((await clerk.get('/staff')).text).not.toContain('お返事を待っている申込');
  });

  it('finds nothing of other towns, and is not for those who only look', async () => {
    const other = await makeDesk(app, { dates: ['2025-04-14'] });
    expect((await other.post('registrations/search', { text: 'はなこ' })).body.items).toEqual([]);
    expect((await other.post('registrations/search', { text: hana.code })).body.items).toEqual([]);
    expect((await desk.post('registrations/search', { text: 'はなこ' }, 'viewer')).status).toBe(403);
    const viewer = await signInAs(app, desk.organization, 'viewer');
    expect((await viewer.get('/staff/desk')).status).toBe(403);
    expect((await viewer.get('/staff')).text).not.toContain('href="/staff/desk"');
  });
});
