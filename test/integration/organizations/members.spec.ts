import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StaffAccounts } from '../../../src/organizations/accounts/staff-accounts.js';
import { StaffRole } from '../../../src/organizations/accounts/staff-role.entity.js';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Role } from '../../../src/organizations/principal.js';
import { makeOrganization } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let owner: StaffBrowser;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db, { name: 'ひかり市' });
  owner = await signInAs(app, town, 'owner');
});
afterAll(() => app.close());

const act = (by: StaffBrowser, on: StaffBrowser, fields: Record<string, string>, of = town) =>
  by.post(`/staff/organizations/${of.slug}/members/${on.id}`, fields);

const roleOf = async (staff: StaffBrowser, of = town): Promise<Role | undefined> =>
  (await app.db.manager.findOneBy(StaffRole, { staffMemberId: staff.id, organizationId: of.id }))?.role;

const give = (staff: StaffBrowser, role: Role, of: Organization) =>
  app.db.manager.insert(StaffRole, { staffMemberId: staff.id, organizationId: of.id, role });

describe('the owner of an organization', () => {
  it('gives roles, which count at the next request and are in the log with what was before', async () => {
    const staff = await signInAs(app, town, 'viewer');
    expect((await staff.get('/staff/audit')).status).toBe(403);
    expect((await act(owner, staff, { act: 'role', role: 'organizer' })).status).toBe(303);
    expect((await act(owner, staff, { act: 'role', role: 'organizer' })).status).toBe(303);
    expect((await staff.get('/staff/audit')).status).toBe(200);
    const entries = await app.db.manager.findBy(AuditEntry, {
      subjectId: staff.id,
      action: 'staff.role_changed',
    });
    expect(entries).toMatchObject([{ before: { role: 'viewer' }, after: { role: 'organizer' } }]);
    expect((await act(owner, staff, { act: 'role', role: 'emperor' })).status).toBe(422);
  });

  it('is never the last to leave, also where two step down at once', async () => {
    const refused = await act(owner, owner, { act: 'role', role: 'viewer' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('管理者がいなくなる');
    expect((await act(owner, owner, { act: 'remove' })).status).toBe(422);
    const second = await signInAs(app, town, 'owner');
    const both = await Promise.all([
      act(owner, owner, { act: 'role', role: 'organizer' }),
      act(second, second, { act: 'role', role: 'organizer' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
    const owners = await app.db.manager.countBy(StaffRole, { organizationId: town.id, role: 'owner' });
    expect(owners).toBe(1);
    if ((await roleOf(owner)) !== 'owner') owner = second;
  });

  it('disables and enables accounts of their own alone: sessions end at once, the calendar is gone', async () => {
    const staff = await signInAs(app, town, 'reception');
    await staff.post('/staff/calendar-feed', { act: 'renew' });
    const { text } = await staff.get('/staff/calendar-feed');
    const feed = new URL(/value="([^"]+\/calendar\/staff\/[^"]+\.ics)"/.exec(text)?.[1] ?? '').pathname;
    expect((await act(owner, staff, { act: 'disable' })).status).toBe(303);
    expect((await staff.get('/staff/account')).status).toBe(303);
    expect((await app.http.get(feed)).status).toBe(410);
    expect((await act(owner, staff, { act: 'enable' })).status).toBe(303);
    expect((await act(owner, owner, { act: 'disable' })).status).toBe(422);

    const shared = await signInAs(app, await makeOrganization(app.db), 'viewer');
    await give(shared, 'viewer', town);
    expect((await act(owner, shared, { act: 'disable' })).status).toBe(403);
    expect((await act(owner, shared, { act: 'factors' })).status).toBe(403);
    expect((await act(owner, shared, { act: 'remove' })).status).toBe(303);
    expect(await roleOf(shared)).toBeUndefined();
  });

  it('signs a colleague out everywhere', async () => {
    const staff = await signInAs(app, town, 'viewer');
    expect((await act(owner, staff, { act: 'sessions' })).status).toBe(303);
    expect((await staff.get('/staff/account')).status).toBe(303);
  });
});

describe('everybody else', () => {
  it('neither sees the page nor raises anybody, themselves least of all', async () => {
    for (const role of ['viewer', 'reception', 'organizer'] as const) {
      const staff = await signInAs(app, town, role);
      expect((await staff.get('/staff/members')).status).toBe(403);
      expect((await act(staff, staff, { act: 'role', role: 'owner' })).status).toBe(403);
      expect(await roleOf(staff)).toBe(role);
    }
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await act(stranger, owner, { act: 'remove' })).status).toBe(404);
    await give(stranger, 'viewer', town);
    expect((await act(stranger, stranger, { act: 'role', role: 'owner' })).status).toBe(403);
    expect((await stranger.get('/staff/members')).text).not.toContain(owner.email);
  });
});

describe('the operator', () => {
  it('does by address what owners do on their page, and leaves an organization an owner too', async () => {
    const accounts = app.nest.get(StaffAccounts);
    const staff = await signInAs(app, town, 'viewer');
    await accounts.giveRole(` ${staff.email.toUpperCase()}`, town.slug, 'organizer');
    expect(await roleOf(staff)).toBe('organizer');
    await accounts.disable(staff.email);
    expect((await staff.get('/staff/account')).status).toBe(303);
    const listed = (await accounts.list(town.slug)).find(({ id }) => id === staff.id);
    expect(listed).toMatchObject({ role: 'organizer', sessions: 0, disabledAt: app.clock.now() });
    await accounts.enable(staff.email);
    await expect(accounts.disable(owner.email)).rejects.toMatchObject({ code: 'invalid' });
    await expect(accounts.enable('nobody@town.example')).rejects.toMatchObject({ code: 'unknown' });
    const entries = await app.db.manager.findBy(AuditEntry, { subjectId: staff.id, actor: 'system' });
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'staff.added',
      'staff.disabled',
      'staff.enabled',
      'staff.role_changed',
    ]);
  });
});
