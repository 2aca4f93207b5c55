import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountSweep } from '../../../src/organizations/accounts/account-sweep.js';
import { Invitations } from '../../../src/organizations/accounts/invitations/invitations.js';
import { PasswordResets } from '../../../src/organizations/accounts/invitations/password-resets.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import { makeOrganization } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let owner: StaffBrowser;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  town = await makeOrganization(app.db);
  owner = await signInAs(app, town, 'owner');
});
afterAll(() => app.close());

const left = async (table: string) =>
  (await app.db.query(`SELECT count(*)::int AS n FROM ${table}`))[0].n as number;

describe('what is left of accounts', () => {
  it('goes when it is kept no longer, and not before', async () => {
    const principal = new Principal(`staff:${owner.id}`, '', new Map([[town.id, 'owner']]));
    const email = 'never@town.example';
    await app.nest
      .get(Invitations)
      .invite(principal, town.id, { email, name: '来なかった人', role: 'viewer' });
    await app.nest.get(PasswordResets).ask(owner.email);
    await owner.post('/staff/account/second-factor', { act: 'begin' });
    await app.http.post('/staff/sign-in/passkey/options').expect(403);
    const sweep = app.nest.get(AccountSweep);
    expect(await sweep.due()).toEqual({ invitations: 0, passwordLinks: 0, leftovers: 0 });

    app.clock.set('2025-04-02T10:01:00+09:00');
    expect(await sweep.due()).toEqual({ invitations: 0, passwordLinks: 1, leftovers: 2 });
    expect(await sweep.sweep()).toEqual({ invitations: 0, passwordLinks: 1, leftovers: 2 });
    expect([await left('password_resets'), await left('staff_sessions')]).toEqual([0, 0]);

    app.clock.set('2025-07-07T09:00:00+09:00');
    expect((await sweep.sweep()).invitations).toBe(0);
    app.clock.set('2025-07-07T09:00:01+09:00');
    expect((await sweep.due()).invitations).toBe(1);
    expect((await sweep.sweep()).invitations).toBe(1);
    expect(await left('staff_invitations')).toBe(0);
    expect(await sweep.sweep()).toEqual({ invitations: 0, passwordLinks: 0, leftovers: 0 });
  });
});
