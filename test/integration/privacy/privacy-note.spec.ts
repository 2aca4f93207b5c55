import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('what an organization adds to its page on privacy', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const noteOf = async ({ id }: Organization) =>
    (await app.db.getRepository(Organization).findOneByOrFail({ id })).privacyNote;

  it('is written by an owner, stands on the page, and is in the audit log with what stood there', async () => {
    const town = await makeOrganization(app.db, { privacyNote: '前の文' });
    const owner = await signInAs(app, town, 'owner');
    const path = `/staff/organizations/${town.slug}/privacy`;
    expect((await owner.get('/staff/settings')).text).toContain(path);
    const { text } = await owner.get(path).expect(200);
    expect(text).toContain('前の文');
    expect(text).toContain(`href="/privacy/${town.slug}"`);
    const answer = await owner.post(path, {
      privacyNote: '  一行目\r\n二行目<script>alert(1)</script>  ',
      'was.privacyNote': '前の文',
    });
    expect(answer.status).toBe(303);
    expect(await noteOf(town)).toBe('一行目\n二行目<script>alert(1)</script>');
    const page = await app.http.get(`/privacy/${town.slug}`);
    expect(page.text).toContain('二行目&lt;script&gt;');
    expect(await app.db.getRepository(AuditEntry).findBy({ subjectId: town.id })).toMatchObject([
      {
        action: 'organization.privacy_note_changed',
        actor: `staff:${owner.id}`,
        before: { privacyNote: '前の文' },
      },
    ]);
    const emptied = await owner.post(path, {
      privacyNote: ' ',
      'was.privacyNote': (await noteOf(town)) as string,
    });
    expect(emptied.status).toBe(303);
    expect(await noteOf(town)).toBeNull();
  });

  it('keeps what was typed where it cannot be saved, and says what somebody else saved meanwhile', async () => {
    const town = await makeOrganization(app.db, { privacyNote: 'いまの文' });
    const owner = await signInAs(app, town, 'owner');
    const path = `/staff/organizations/${town.slug}/privacy`;
    const long = await owner.post(path, { privacyNote: 'あ'.repeat(10_001), 'was.privacyNote': 'いまの文' });
    expect(long.status).toBe(422);
    expect(long.text).toContain('privacyNote-error');
    expect(long.text).toContain('あ'.repeat(10_001));
    const late = await owner.post(path, { privacyNote: 'わたしの文', 'was.privacyNote': 'もっと前の文' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('わたしの文');
    expect(late.text).toContain('いまの文');
    expect(await noteOf(town)).toBe('いまの文');
  });

  it('is for owners alone, and other towns do not exist', async () => {
    const town = await makeOrganization(app.db);
    const organizer = await signInAs(app, town, 'organizer');
    const path = `/staff/organizations/${town.slug}/privacy`;
    expect((await organizer.get(path)).status).toBe(403);
    expect((await organizer.post(path, { privacyNote: 'x' })).status).toBe(403);
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(path, { privacyNote: 'x' })).status).toBe(404);
    expect(await noteOf(town)).toBeNull();
  });
});
