import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Invitations } from '../../src/organizations/accounts/invitations/invitations.js';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { Principals } from '../../src/organizations/principals.js';
import { MailComposers } from '../../src/platform/mail/composers.js';
import { Message } from '../../src/platform/mail/message.entity.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  ready,
  sidewaysOverflow,
  takePicture,
} from '../support/browser.js';
import { makeOrganization } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EMAIL = 'owner@hikari.example';
const PASSWORD = 'hana no saku michi';

/** Owners and their colleagues at the pages of accounts, and a real browser with an authenticator of its own. */
describe('accounts of staff in the browser', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let base: string;
  let organizationId: string;
  let ownerId: string;

  beforeAll(async () => {
    // Passkeys belong to a name: the address at which the browser finds the site.
    const port = await freePort();
    base = `http://localhost:${port}`;
    app = await startTestApp({ env: { PUBLIC_URL: base } });
    await app.nest.getHttpServer().close();
    await new Promise<void>((resolve) => app.nest.getHttpServer().listen(port, '127.0.0.1', resolve));
    const organization = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    organizationId = organization.id;
    const person = { email: EMAIL, name: '光 はな', password: PASSWORD, organizationSlug: 'hikari' };
    ({ id: ownerId } = await app.nest.get(Organizations).addStaff({ ...person, role: 'owner' }));
  }, 60_000);
  afterAll(() => app?.close());

  async function signIn(page: Page): Promise<void> {
    await open(page, `${base}/staff/sign-in`);
    await page.fill('#email', EMAIL);
    await page.fill('#password', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/staff`);
  }

  /** An address, on the narrowest window and in both schemes without fault. */
  async function isSound(page: Page, path: string, picture: string): Promise<void> {
    await open(page, `${base}${path}`);
    expect({ path, faults: await axeFaults(page), wider: await sidewaysOverflow(page) }).toEqual({
      path,
      faults: [],
      wider: 0,
    });
    await takePicture(page, picture);
  }

  it('fit the narrowest window, light and dark, and axe finds nothing', async () => {
    const invitations = app.nest.get(Invitations);
    const owner = await app.nest.get(Principals).ofMember(ownerId);
    if (!owner) throw new Error('the owner is gone');
    const invited = {
      email: 'a-rather-long-address-of-somebody@hikari.example',
      name: '新人',
      role: 'viewer' as const,
    };
    await invitations.invite(owner, organizationId, invited);
    const message = await app.db.manager.findOneByOrFail(Message, { recipient: invited.email });
    const mail = await app.nest.get(MailComposers).compose(message);
    const link = 'text' in mail ? (/\/staff\/invitations\/[\w-]+/.exec(mail.text)?.[0] ?? '') : '';
    for (const dark of [false, true]) {
      const { page, close } = await visit({ viewport: dark ? DESKTOP : NARROWEST, dark });
      const suffix = dark ? 'dark' : 'narrowest';
      await isSound(page, '/staff/sign-in', `accounts-sign-in-${suffix}`);
      await isSound(page, '/staff/forgotten-password', `accounts-forgotten-${suffix}`);
      await isSound(page, link, `accounts-invitation-${suffix}`);
      await isSound(page, '/staff/new-password/unknown?lang=en', `accounts-new-password-${suffix}`);
      await signIn(page);
      await isSound(page, '/staff/account', `accounts-own-${suffix}`);
      await isSound(page, '/staff/account/second-factor?lang=en', `accounts-second-factor-${suffix}`);
      await isSound(page, '/staff/members', `accounts-members-${suffix}`);
      await isSound(page, '/staff/organizations/hikari/sign-in', `accounts-rules-${suffix}`);
      await close();
    }
  }, 120_000);

  it('make a passkey, sign in with it alone, and take it away again', async () => {
    const page = await enter({ viewport: DESKTOP });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await signIn(page);
    await open(page, `${base}/staff/account`);
    await page.fill('#label', '窓口のタブレット');
    await page.fill('#current', PASSWORD);
    await page.click('form[data-passkey=make] button');
    await page.waitForSelector('.accounts-codes');
    expect(await page.locator('.accounts-codes li').count()).toBe(10);
    expect(await axeFaults(page)).toEqual([]);
    expect(await app.db.query('SELECT label, transports FROM staff_passkeys')).toEqual([
      { label: '窓口のタブレット', transports: ['internal'] },
    ]);
    // The page that was shown knows the session's new token.
    await page.click('header form button');
    await page.waitForURL(`${base}/staff/sign-in`);

    await page.click('form[data-passkey=show] button');
    await page.waitForURL(`${base}/staff`);
    await open(page, `${base}/staff/account`);
    expect(await page.textContent('body')).toContain('パスキー。サインイン');

    await page.click('header form button');
    await page.waitForURL(`${base}/staff/sign-in`);
    await page.fill('#email', EMAIL);
    await page.fill('#password', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/staff/sign-in/second-step`);
    await ready(page);
    expect(await axeFaults(page)).toEqual([]);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.click('form[data-passkey=show] button');
    await page.waitForSelector('[data-passkey-fault]:not([hidden])');
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.click('form[data-passkey=show] button');
    await page.waitForURL(`${base}/staff`);

    await open(page, `${base}/staff/account`);
    await page.click('.accounts-list details summary');
    await page.fill('[id^="current-"]', PASSWORD);
    await page.click('button[value=remove]');
    await page.waitForURL(/done=removed/);
    expect(await app.db.query('SELECT id FROM staff_passkeys')).toEqual([]);
  }, 120_000);
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
