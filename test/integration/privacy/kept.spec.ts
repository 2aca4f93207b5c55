import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountSweep } from '../../../src/organizations/accounts/account-sweep.js';
import { AddressSweep } from '../../../src/platform/mail/address-sweep.js';
import { KEPT } from '../../../src/privacy/kept.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const DAY_MS = 24 * 3_600_000;

/** The page says by what the sweeps erase by: on the day that it names things go, and not on the day before. */
describe('how long things are kept', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const inDays = (days: number) =>
    new Date(new Date('2025-04-01T00:00:00Z').getTime() + days * DAY_MS).toISOString();

  it('erases failures of an address when the page says so', async () => {
    const { id } = await makeOrganization(app.db);
    await app.db.query(
      `INSERT INTO mail_addresses (organization_id, recipient, failures, last_failed_at, last_answer)
       VALUES ($1, 'gone@mail.example', 1, '2025-04-01T00:00:00Z', 'no')`,
      [id],
    );
    app.clock.set(inDays(KEPT.failedAddressDays - 1));
    expect(await app.nest.get(AddressSweep).due()).toBe(0);
    app.clock.set(inDays(KEPT.failedAddressDays + 1));
    expect(await app.nest.get(AddressSweep).due()).toBe(1);
  });

  it('erases what was offered to future staff when the page says so', async () => {
    const { id } = await makeOrganization(app.db);
    await app.db.query(
      `INSERT INTO staff_invitations (id, organization_id, email, name, role, token_hash, invited_by, created_at, expires_at)
       VALUES ($1, $2, 'new@town.example', '新人', 'viewer', 'hash', 'system', '2025-03-25T00:00:00Z', '2025-04-01T00:00:00Z')`,
      [newId(), id],
    );
    app.clock.set(inDays(KEPT.invitationDays - 1));
    expect((await app.nest.get(AccountSweep).due()).invitations).toBe(0);
    app.clock.set(inDays(KEPT.invitationDays + 1));
    expect((await app.nest.get(AccountSweep).due()).invitations).toBe(1);
  });
});
