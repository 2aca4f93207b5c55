import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { MailAddress } from '../../src/platform/mail/mail-address.entity.js';
import { Message } from '../../src/platform/mail/message.entity.js';
import { newId } from '../../src/shared/ids.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { makeTerm } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EMAIL = 'kyoshitsu@hikari.example';
const PASSWORD = 'hana no saku michi';

/** An organizer looks whom the mail did not reach, telephones, and puts a misspelt address right. */
describe('the path of what did not arrive', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let bounced: { id: string; registration: string };

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T09:30:00+09:00' });
    term = await makeTerm(app.db, {
      dates: ['2025-05-13', '2025-05-26', '2025-07-14'],
      programme: { questions: [{ key: 'tel', text: '電話番号', type: 'short' }] },
    });
    await app.nest.get(Organizations).addStaff({
      ...{ email: EMAIL, name: '教室 つばき', password: PASSWORD },
      ...{ organizationSlug: term.organization.slug, role: 'organizer' },
    });
    const register = async (body: object): Promise<string> =>
      (await app.http.post('/api/v1/registrations').send(body).expect(201)).body.id;
    const misspelt = await register({
      ...{ course: term.course.id, nickname: 'はなこの母', email: 'hanako@gmial.example' },
      answers: { tel: '090-1234-5678' },
    });
    const unwanted = await register({
      ...{ session: term.sessions[1]!.id, nickname: 'やまぶき', email: 'yamabuki@mail.example' },
    });
    await app.db.query(`UPDATE registrations SET mail_wanted = 'none' WHERE id = $1`, [unwanted]);
    const placeOf = async (registration: string, session: string): Promise<string> =>
      (
        await app.db.query('SELECT id FROM places WHERE registration_id = $1 AND session_id = $2', [
          ...[registration, session],
        ])
      )[0].id;
    const put = async (given: Partial<Message>) => {
      const id = newId();
      await app.db.getRepository(Message).insert({
        ...{ id, organizationId: term.organization.id, occasion: id, facts: {}, attempts: 2 },
        ...{ dueAt: app.clock.now(), createdAt: app.clock.now() },
        ...given,
      } as never);
      return id;
    };
    const hanako = { recipient: 'hanako@gmial.example' };
    await app.db.query(
      `UPDATE messages SET state = 'bounced', outcome = '550 5.1.1 <hanako@gmial.example>: no such user here', attempts = 1`,
    );
    await app.db.query(`UPDATE messages SET state = 'sent', sent_at = created_at WHERE subject_id = $1`, [
      unwanted,
    ]);
    const id = await put({
      ...{ ...hanako, kind: 'changed', state: 'suppressed', outcome: 'suppressed' },
      subjectId: await placeOf(misspelt, term.sessions[0]!.id),
    });
    bounced = { id, registration: misspelt };
    await put({
      ...{ recipient: 'yamabuki@mail.example', kind: 'cancelled_session', state: 'suppressed' },
      ...{ outcome: 'unsubscribed', subjectId: await placeOf(unwanted, term.sessions[1]!.id) },
    });
    await app.db.getRepository(MailAddress).insert({
      ...{ organizationId: term.organization.id, ...hanako, failures: 2, lastAnswer: '550 5.1.1' },
      ...{ lastFailedAt: app.clock.now(), suppressedAt: app.clock.now() },
    });
  }, 60_000);
  afterAll(() => app?.close());

  async function signedIn(page: Page, path: string): Promise<void> {
    await open(page, `${app.url}${path}`);
    await page.getByLabel('メールアドレス').fill(EMAIL);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await ready(page);
  }

  async function inspect(page: Page, name: string): Promise<void> {
    await ready(page);
    await takePicture(page, name);
    expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
    expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
    expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
  }

  it.each([
    ['phone', PHONE, ''],
    ['desktop', DESKTOP, ''],
    ['narrow', NARROWEST, 'lang=en'],
  ] as const)(
    'every page of it on a %s',
    async (size, viewport, language) => {
      const page = await enter({ viewport });
      await signedIn(page, '/staff');
      const pages = {
        home: '/staff?',
        undelivered: '/staff/messages/undelivered?',
        messages: `/staff/messages?registration=${bounced.registration}&`,
        message: `/staff/messages/${bounced.id}?`,
        registration: `/staff/registrations/${bounced.registration}?`,
        session: `/staff/sessions/${term.sessions[0]!.id}?`,
      };
      for (const [name, path] of Object.entries(pages)) {
        await open(page, `${app.url}${path}${language}`);
        await inspect(page, `ledger-${size}-${name}`);
      }
    },
    120_000,
  );

  it('by keyboard alone: one is told by telephone, for the other the address is put right', async () => {
    const page = await enter({ viewport: DESKTOP });
    await signedIn(page, '/staff');
    const { keyboard } = page;
    const focused = () =>
      page.evaluate('document.activeElement.id || document.activeElement.innerText.trim()');
    const tabTo = async (wanted: RegExp) => {
      for (let step = 0; step < 80; step++) {
        if (wanted.test(String(await focused()))) return;
        await keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${wanted}`);
    };
    await tabTo(/^お知らせが届かなかった方 2人$/);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: '届かなかったお知らせ' }).waitFor();
    // Whose session is next comes first.
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      expect.stringContaining('はなこの母'),
      expect.stringContaining('やまぶき'),
    ]);
    await tabTo(/^宛先を直す$/);
    await keyboard.press('Enter');
    await page.waitForURL(/#act-address$/);
    await page.locator('#act-address summary').focus();
    await keyboard.press('Enter');
    await tabTo(/^address-email$/);
    await keyboard.type('hanako@mail.example');
    await keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    const [message] = await app.db.query('SELECT recipient, state FROM messages WHERE id = $1', [bounced.id]);
    expect(message).toEqual({ recipient: 'hanako@mail.example', state: 'queued' });
    await open(page, `${app.url}/staff/messages/undelivered`);
    await tabTo(/^電話で伝えました$/);
    await keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    await page.getByText('届かなかったお知らせはありません').waitFor();
    await inspect(page, 'ledger-desktop-none');
  }, 90_000);
});
