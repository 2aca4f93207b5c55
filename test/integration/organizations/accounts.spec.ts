import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword, Passwords } from '../../../src/organizations/accounts/passwords.js';
import { StaffMember } from '../../../src/organizations/accounts/staff-member.entity.js';
import { StaffRole } from '../../../src/organizations/accounts/staff-role.entity.js';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Organizations } from '../../../src/organizations/organizations.service.js';
import { ApiTokens } from '../../../src/organizations/tokens/api-tokens.service.js';
import { makeOrganization } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let organizations: Organizations;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
  organizations = app.nest.get(Organizations);
});
afterAll(() => app.close());

const person = (more: object = {}) => ({
  email: 'Hana@Town.example',
  name: '花',
  password: 'twelve or more',
  organizationSlug: town.slug,
  role: 'reception' as const,
  ...more,
});

describe('an account', () => {
  it('is made once, holds one role per organization, and is not taken over by a second town', async () => {
    const second = await makeOrganization(app.db);
    const made = await organizations.addStaff(person());
    expect(made.isNewAccount).toBe(true);
    const again = await organizations.addStaff(
      person({
        email: ' hana@town.example ',
        name: 'x',
        password: 'another password',
        organizationSlug: second.slug,
        role: 'owner',
      }),
    );
    expect(again).toEqual({ id: made.id, isNewAccount: false });
    await organizations.addStaff(person({ role: 'organizer' }));

    const account = await app.db.getRepository(StaffMember).findOneByOrFail({ id: made.id });
    expect(account).toMatchObject({ email: 'hana@town.example', name: '花' });
    expect(account.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await app.nest.get(Passwords).verify(account.passwordHash, 'twelve or more')).toBe(true);
    const roles = await app.db.getRepository(StaffRole).findBy({ staffMemberId: made.id });
    expect(new Map(roles.map((row) => [row.organizationId, row.role]))).toEqual(
      new Map([
        [town.id, 'organizer'],
        [second.id, 'owner'],
      ]),
    );
    const entries = await app.db.getRepository(AuditEntry).findBy({ subjectId: made.id });
    expect(entries.map(({ action }) => action)).toEqual(['staff.added', 'staff.added', 'staff.added']);
    expect(JSON.stringify(entries)).not.toContain('argon2');
  });

  it('needs a password of twelve characters, and leaves nothing behind where it is refused', async () => {
    const refused = {
      code: 'invalid',
      details: { faults: [{ field: 'password', code: 'minLength', params: { min: 12 } }] },
    };
    await expect(
      organizations.addStaff(person({ email: 'ken@town.example', password: '12345678901' })),
    ).rejects.toMatchObject(refused);
    await expect(hashPassword('👩‍👩‍👧')).rejects.toMatchObject(refused);
    await expect(
      organizations.addStaff(person({ email: 'ken@town.example', organizationSlug: 'nowhere' })),
    ).rejects.toMatchObject({ code: 'unknown' });
    expect(await app.db.getRepository(StaffMember).countBy({ email: 'ken@town.example' })).toBe(0);
  });

  it('knows its password from any keyboard', async () => {
    const passwords = app.nest.get(Passwords);
    const hash = await hashPassword('がんばりましょうみなさん');
    expect(await passwords.verify(hash, 'がんばりましょうみなさん'.normalize('NFD'))).toBe(true);
    expect(await passwords.verify(hash, 'かんばりましょうみなさん')).toBe(false);
  });
});

describe('tokens of an unknown organization', () => {
  it('are refused', async () => {
    const none = { organizationSlugs: ['nowhere'], label: 'x', role: 'owner' as const };
    const tokens = app.nest.get(ApiTokens);
    await expect(tokens.createForOperator(none)).rejects.toMatchObject({ code: 'unknown' });
    await expect(tokens.revokeText('tsu_none')).rejects.toMatchObject({ code: 'unknown' });
  });
});
