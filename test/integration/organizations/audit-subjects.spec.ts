import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Audit } from '../../../src/organizations/audit/audit.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('what the audit log is about', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-01T12:00:00+09:00' });
  });
  afterAll(() => app.close());

  const record = (organization: Organization, action: string, subjectId: string) =>
    app.nest.get(Audit).record(app.db.manager, {
      organizationId: organization.id,
      actor: 'system',
      action,
      subjectId,
    });

  it('names sessions, organizations and registrations, and shortens the id of anything else', async () => {
    const { organization, programme, sessions } = await makeTerm(app.db, { dates: ['2025-05-12'] });
    const { registration } = await makeParty(app.db, sessions, {});
    const gone = '0197a0b0-0000-7000-8000-00005ca1ab1e';
    await record(organization, 'session.changed', sessions[0]?.id ?? '');
    await record(organization, 'programmes.imported', organization.id);
    await record(organization, 'registration.made', registration.id);
    await record(organization, 'token.revoked', gone);
    const { text } = await (await signInAs(app, organization, 'organizer')).get('/staff/audit');
    const rows = text.split('<tbody')[1] ?? '';
    expect(rows).toContain(`${programme.title} <time datetime="2025-05-12">2025年5月12日（月）</time>`);
    expect(rows).toMatch(new RegExp(`取り込んだ<br>\\s*${organization.name}`));
    expect(rows).toContain(`<code>${registration.code}</code>`);
    expect(rows).toContain('<code>…5ca1ab1e</code>');
    for (const id of [sessions[0]?.id, organization.id, registration.id, gone])
      expect(rows).not.toContain(id);
  });

  it('does not name what belongs to another organization', async () => {
    const own = await makeOrganization(app.db);
    const other = await makeTerm(app.db, { dates: ['2025-05-12'] });
    await record(own, 'session.changed', other.sessions[0]?.id ?? '');
    await record(own, 'programmes.imported', other.organization.id);
    const { text } = await (await signInAs(app, own, 'organizer')).get('/staff/audit');
    const rows = text.split('<tbody')[1] ?? '';
    expect(rows).toContain(`<code>…${other.organization.id.slice(-8)}</code>`);
    expect(rows).not.toContain('2025-05-12');
  });
});
