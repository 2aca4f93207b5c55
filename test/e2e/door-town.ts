import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import type { Session } from '../../src/programmes/session.entity.js';
import { makeParty } from '../support/attendance-factories.js';
import { open, ready } from '../support/browser.js';
import { makeTerm } from '../support/factories.js';
import type { TestApp } from '../support/test-app.js';

export const PASSWORD = 'hana no saku michi';
export const HANAKO = { email: 'hanako@hikari.example', name: '受付 花子' };
export const TARO = { email: 'taro@hikari.example', name: '受付 太郎' };
/** The day on which the door is kept. */
export const NOW = '2025-05-12T09:50:00+09:00';

/** A town whose session begins in ten minutes, with two people at reception. */
export async function makeTown(app: TestApp) {
  const term = await makeTerm(app.db, { dates: ['2025-05-12', '2025-06-09'], capacity: 60 });
  for (const person of [HANAKO, TARO]) {
    const account = { ...person, password: PASSWORD, organizationSlug: term.organization.slug };
    await app.nest.get(Organizations).addStaff({ ...account, role: 'reception' });
  }
  return term;
}

/** Registrations with these nicknames, of one person each. */
export async function makePeople(
  app: TestApp,
  session: Session,
  nicknames: readonly string[],
): Promise<void> {
  for (const nickname of nicknames) await makeParty(app.db, [session], { nickname });
}

export const doorOf = (session: Session) => `/staff/sessions/${session.id}/door`;

export async function signIn(
  page: Page,
  app: { readonly url: string },
  path: string,
  who = HANAKO,
): Promise<void> {
  await open(page, app.url + path);
  await page.getByLabel('メールアドレス').fill(who.email);
  await page.getByLabel('パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: 'サインイン', exact: true }).click();
  await ready(page);
}

/** The door, once its script runs. */
export async function scripted(page: Page): Promise<void> {
  await page.locator('#door[data-ready]').waitFor({ timeout: 10_000 });
}

/** The door, once it would open again without a line. */
export async function keptForLater(page: Page): Promise<void> {
  await page.locator('#door[data-kept]').waitFor();
}

/** The big button of a person. */
export const tapOn = (page: Page, name: string) =>
  page.getByRole('button', { name: `出席 ${name}`, exact: true });

/** The row of a person. */
export const rowOf = (page: Page, name: string) =>
  page.locator('[data-member]').filter({ has: page.locator(`[data-name]:text-is("${name}")`) });

/** Waits until so many acts are unsent. */
export const unsent = (page: Page, count: number) =>
  page.locator(`[data-sent]:text-is("未送信 ${count}件")`).waitFor({ timeout: 10_000 });

/** Waits until the page says so. */
export const notice = (page: Page, kind: string) =>
  page.locator(`[data-notice="${kind}"]`).waitFor({ timeout: 10_000 });

/** Waits until nothing is unsent. */
export const allSent = (page: Page) => page.locator('[data-sent]:text-is("すべて送信済み")').waitFor();

/** Nickname and mark of each person in the database, of whoever has a mark. */
export async function marksIn(app: TestApp, session: Session): Promise<Record<string, string>> {
  const rows: { name: string; mark: string }[] = await app.db.query(
    `SELECT g.nickname || CASE WHEN m.member > 0 THEN ' ' || m.member ELSE '' END AS name, m.mark
       FROM attendance_marks m JOIN places p ON p.id = m.place_id JOIN registrations g ON g.id = p.registration_id
      WHERE m.session_id = $1 ORDER BY g.queued_at, m.member`,
    [session.id],
  );
  return Object.fromEntries(rows.map(({ name, mark }) => [name, mark]));
}

export async function actsIn(app: TestApp, session: Session): Promise<number> {
  const [{ acts }] = await app.db.query('SELECT count(*)::int AS acts FROM door_acts WHERE session_id = $1', [
    session.id,
  ]);
  return acts;
}
