import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../../src/organizations/organizations.service.js';
import { entryOf } from '../../../src/registrations/domain/lottery.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  takePicture,
  type VisitorOptions,
} from '../../support/browser.js';
import { makeTerm } from '../../support/factories.js';
import { STAFF_PASSWORD, type StaffBrowser, signInAs } from '../../support/staff.js';
import { suiteBrowser } from '../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type MadeRequest, makeRequest } from './lottery-requests.js';

const EMAIL = 'tantou@hikari.example';
const COURSE = {
  registrationMode: 'course',
  lottery: { priorities: ['residents', 'first_timers'] },
} as const;

/** For a browser that shares its processor with others. */
const LONG = 120_000;

describe('the pages of a draw', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.close());

  async function course(given: object = {}, dates = ['2025-05-20', '2025-06-17', '2025-07-15']) {
    const made = await makeTerm(app.db, { dates, capacity: 4, course: { ...COURSE, ...given } as never });
    const path = `/staff/courses/${made.course.id}/lottery`;
    return { ...made, path, staff: await signInAs(app, made.organization, 'organizer') };
  }
  const apply = async ({ course: one, pools }: Awaited<ReturnType<typeof course>>, count: number) => {
    const made: MadeRequest[] = [];
    for (let index = 0; index < count; index++) {
      const municipality = index % 3 === 0 ? 'みなと市' : 'ひかり市';
      made.push(await makeRequest(app, { course: one, pools, people: 1 + (index % 2), municipality }));
    }
    return made;
  };
  const idIn = (html: string) => /href="\/lotteries\/([0-9a-f-]{36})/.exec(html)?.[1] as string;

  it('lead staff from the requests to the result, asking before each act', async () => {
    const at = await course();
    const made = await apply(at, 7);
    const step = (staff: StaffBrowser, fields: Record<string, string>) => staff.post(at.path, fields);
    expect((await at.staff.get(`/staff/courses/${at.course.id}`)).text).toContain(`href="${at.path}"`);
    const start = (await at.staff.get(at.path)).text;
    expect(start).toContain('7件・10人');
    expect(start).toContain('ウェブの申込をまだ受け付けています');

    const early = await step(at.staff, { act: 'list', seedFrom: '窓口で振るさいころ' });
    expect(early.status).toBe(409);
    expect(early.text).toContain('href="#closeNow"');
    expect(early.text).toContain('value="窓口で振るさいころ"');
    const asked = await step(at.staff, { act: 'list', seedFrom: '窓口で振るさいころ', closeNow: '1' });
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('7件（10人）の申込を一覧にして公開します');
    expect((await at.staff.get(at.path)).text).not.toContain('/lotteries/');
    const listed = await step(at.staff, {
      act: 'list',
      seedFrom: '窓口で振るさいころ',
      closeNow: '1',
      confirm: '1',
    });
    expect([listed.status, listed.headers.location]).toEqual([303, at.path]);

    const before = (await at.staff.get(at.path)).text;
    const id = idIn(before);
    const open = await app.http.get(`/lotteries/${id}`).expect(200);
    expect(open.text).toContain('これから抽選します');
    expect(open.text).toContain('窓口で振るさいころ');
    for (const fields of [
      { by: 'given', seed: '' },
      { by: 'given', seed: 'a\u200Bb' },
    ]) {
      const refused = await step(at.staff, { act: 'draw', ...fields });
      expect([refused.status, refused.text.includes('id="seed-error"')]).toEqual([422, true]);
    }
    expect((await step(at.staff, { act: 'draw', by: 'made', seed: '' })).status).toBe(409);
    const sure = await step(at.staff, { act: 'draw', by: 'given', seed: '<3 5 1 6>' });
    expect(sure.status).toBe(200);
    expect(sure.text).toContain('種：&lt;3 5 1 6&gt;');
    expect((await app.http.get(`/api/v1/lotteries/${id}`)).body.seed).toBeNull();
    expect((await step(at.staff, { act: 'draw', seed: '<3 5 1 6>', confirm: '1' })).status).toBe(303);
    const after = (await at.staff.get(at.path)).text;
    for (const { code } of made) expect(after).toContain(code);
    const second = await step(at.staff, { act: 'draw', seed: 'another', confirm: '1' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('抽選はもう終わっています');

    const { text } = await app.http.get(`/lotteries/${id}`).expect(200);
    const { body: facts } = await app.http.get(`/api/v1/lotteries/${id}`);
    expect(text).toContain(facts.listHash);
    expect(text.match(/data-outcome="won"/g)).toHaveLength(facts.result.won.length);
    for (const row of await app.db.query('SELECT id, code, nickname, email FROM registrations'))
      for (const secret of Object.values(row)) expect(text).not.toContain(secret);
    // What the page says to type gives the order it shows.
    const lots = facts.list.entries.map(({ entry, priority }: { entry: string; priority: number }) => ({
      entry,
      by: `${priority} ${createHash('sha256').update(`<3 5 1 6>${entry}`).digest('hex')}`,
    }));
    expect(
      lots
        .sort((a: { by: string }, b: { by: string }) => (a.by < b.by ? -1 : 1))
        .map(({ entry }: never) => entry),
    ).toEqual(facts.result.order);
    const own = entryOf(id, made[0]?.id as string);
    // Their own page, and no other, tells them which one is theirs.
    const mine = await app.http.get(`/my/${made[0]?.token}`).expect(200);
    expect(mine.text).toContain(`href="/lotteries/${id}#e-${own}"`);
    expect(text).toContain(`id="e-${own}"`);
    const sought = await app.http.get(`/lotteries/${id}`).query({ entry: own.slice(0, 10).toUpperCase() });
    expect(sought.text).toContain(`<code class="hash">${own}</code>`);
    // Tabs and histories say nothing of the programme.
    for (const page of [text, sought.text])
      expect(/<title>(.*)<\/title>/.exec(page)?.[1]).toMatch(/^抽選 20/);
    expect((await app.http.get(`/lotteries/${id}?entry=zz`)).text).toContain('記号はありません');
    expect((await app.http.get(`/lotteries/${id}?lang=en`)).text).toContain('The draw is done.');
    await app.http.get('/lotteries/00000000-0000-7000-8000-000000000000').expect(404);
    await app.http.get('/lotteries/x').expect(404);
  });

  it('let the system make a seed, once, whatever stood in the field', async () => {
    const at = await course({ closesAt: new Date('2025-03-31T15:00:00Z') });
    await apply(at, 2);
    await at.staff.post(at.path, { act: 'list', confirm: '1' });
    const sure = await at.staff.post(at.path, { act: 'draw', by: 'made', seed: 'typed' });
    expect(sure.text).toContain('name="seed" value=""');
    await at.staff.post(at.path, { act: 'draw', seed: '', confirm: '1' });
    const { body } = await app.http.get(`/api/v1/lotteries/${idIn((await at.staff.get(at.path)).text)}`);
    expect(body).toMatchObject({
      seed: expect.stringMatching(/^[0-9a-f]{32}$/),
      result: { seedSource: 'made' },
    });
  });

  it('show a viewer what there is, and no form', async () => {
    const at = await course();
    await apply(at, 2);
    const viewer = await signInAs(app, at.organization, 'viewer');
    const page = await viewer.get(at.path);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(page.text).toContain('2件・3人');
    expect(page.text).not.toContain('name="act"');
    expect((await viewer.post(at.path, { act: 'list', confirm: '1' })).status).toBe(403);
  });

  it('show only those their entry who are on the list', async () => {
    const at = await course({ closesAt: new Date('2025-03-31T15:00:00Z') });
    const [listed] = await apply(at, 1);
    await at.staff.post(at.path, { act: 'list', confirm: '1' });
    const [late] = await apply(at, 1);
    const id = idIn((await at.staff.get(at.path)).text);
    expect((await app.http.get(`/my/${listed?.token}`)).text).toContain(entryOf(id, listed?.id as string));
    expect((await app.http.get(`/my/${late?.token}`)).text).not.toContain('/lotteries/');
  });

  it('say what becomes of those who do not win, and name towns as each language does', async () => {
    const at = await course({
      ...{ waitingList: false, closesAt: new Date('2025-03-31T15:00:00Z') },
      lottery: { priorities: ['residents'], residents: ['甲市', '乙町'] },
    });
    await apply(at, 1);
    await at.staff.post(at.path, { act: 'list', confirm: '1' });
    const id = idIn((await at.staff.get(at.path)).text);
    const japanese = (await app.http.get(`/lotteries/${id}`)).text;
    expect(japanese).toContain('甲市、乙町にお住まいの方');
    expect(japanese).toContain('当選しなかった方の申込は、抽選とともに終わります');
    expect(japanese).toContain('aria-label="現在の場所"');
    const english = (await app.http.get(`/lotteries/${id}?lang=en`)).text;
    expect(english).toContain('people who live in 甲市, 乙町');
    expect(english).toContain('end with the draw');
    expect((await at.staff.get(`${at.path}?lang=en`)).text).toContain('aria-label="You are here"');
  });

  it('offer each session where those are drawn for one by one', async () => {
    const at = await course({ registrationMode: 'session', closesAt: new Date('2025-03-31T15:00:00Z') });
    const [first] = at.pools;
    await makeRequest(app, { course: at.course, pools: [first!], single: true });
    const query = `?session=${first?.sessionId}`;
    expect((await at.staff.get(at.path)).text).toContain(`href="${at.path}${query}"`);
    const sent = { act: 'list', session: first?.sessionId as string, confirm: '1' };
    expect((await at.staff.post(at.path, sent)).headers.location).toBe(`${at.path}${query}`);
    const wrong = await at.staff.post(at.path, { ...sent, session: at.course.id });
    expect(wrong.status).toBe(422);
  });

  describe('in a browser', () => {
    const { enter, visit } = suiteBrowser();
    let at: Awaited<ReturnType<typeof course>>;
    let made: MadeRequest[];
    const signedIn = async (options: VisitorOptions): Promise<Page> => {
      const page = await enter(options);
      await open(page, `${app.url}/staff/sign-in`);
      await page.fill('input[name="email"]', EMAIL);
      await page.fill('input[name="password"]', STAFF_PASSWORD);
      await page.click('main button[type="submit"]');
      await page.waitForURL(`${app.url}/staff`);
      return page;
    };
    const faultsOf = async (page: Page) => ({
      axe: await axeFaults(page),
      wide: await sidewaysOverflow(page),
      small: await smallTargets(page),
    });
    const NONE = { axe: [], wide: 0, small: [] };
    beforeAll(async () => {
      at = await course();
      await app.db.query(
        `UPDATE seat_pools SET kept_for = '{ひかり市}', kept_units = 2, kept_until = '2025-05-01' WHERE id = $1`,
        [at.pools[0]?.id],
      );
      made = await apply(at, 9);
      const account = { email: EMAIL, name: '担当 花子', password: STAFF_PASSWORD };
      await app.nest
        .get(Organizations)
        .addStaff({ ...account, organizationSlug: at.organization.slug, role: 'organizer' });
    });

    it(
      'are run on a phone, and axe-core finds nothing at any step',
      async () => {
        const page = await signedIn({ viewport: PHONE });
        const found: Record<string, unknown> = {};
        const look = async (name: string) => {
          await takePicture(page, `lottery-${name}`);
          found[name] = await faultsOf(page);
        };
        const press = async (selector: string) => {
          await page.click(selector);
          await page.waitForLoadState('load');
        };
        await open(page, `${app.url}${at.path}`);
        await look('staff-collecting');
        await page.fill('#seedFrom', '4月20日10時に窓口で振るさいころ6個の目');
        await press('section[aria-labelledby="close"] form .button');
        await look('staff-refused');
        expect(await page.inputValue('#seedFrom')).toBe('4月20日10時に窓口で振るさいころ6個の目');
        await page.check('#closeNow');
        await press('section[aria-labelledby="close"] form .button');
        await look('staff-confirm-list');
        await press('button[name="confirm"]');
        await look('staff-listed');
        await press('a[href^="/lotteries/"]');
        await look('public-listed');
        await open(page, `${app.url}${at.path}`);
        await page.fill('#seed', '3 5 1 6 2 2');
        await press('button[value="given"]');
        await look('staff-confirm-draw');
        await press('button[name="confirm"]');
        await look('staff-drawn');
        expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, NONE])));
        expect(Object.keys(found)).toHaveLength(7);
      },
      LONG,
    );

    it.each([
      ['phone', PHONE, ''],
      ['narrowest', NARROWEST, '?lang=en'],
      ['desktop', DESKTOP, ''],
    ])(
      'show the result to everyone, on a %s',
      async (name, viewport, query) => {
        const { id } = (
          await app.db.query('SELECT id FROM lotteries WHERE course_id = $1', [at.course.id])
        )[0];
        const { page, hosts, cookies } = await visit({ viewport });
        const own = entryOf(id, made[1]?.id as string);
        expect(await open(page, `${app.url}/lotteries/${id}${query}`)).toBe(200);
        expect(await faultsOf(page)).toEqual(NONE);
        // As mails and their own page lead there: the address shows which one is theirs, and the server is not told.
        await page.goto(`${app.url}/lotteries/${id}${query}#e-${own}`);
        expect(await page.getAttribute('tr:target', 'id')).toBe(`e-${own}`);
        expect(
          await page.evaluate('getComputedStyle(document.querySelector("tr:target")).outlineStyle'),
        ).toBe('solid');
        await page.fill('#entry', own.slice(0, 8));
        await page.click('form button[type="submit"]');
        await page.waitForURL(/entry=/);
        expect(await page.textContent('#found')).toContain(own);
        expect(await faultsOf(page)).toEqual(NONE);
        await takePicture(page, `lottery-public-drawn-${name}`);
        expect(await cookies()).toEqual([]);
        expect([...hosts]).toEqual([new URL(app.url).host]);
      },
      LONG,
    );
  });
});
