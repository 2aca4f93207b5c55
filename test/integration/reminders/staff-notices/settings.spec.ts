import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Organizations } from '../../../../src/organizations/organizations.service.js';
import { LeavingLinks } from '../../../../src/reminders/staff-notices/leaving-links.js';
import { STAFF_NOTICES } from '../../../../src/reminders/staff-notices/staff-notices.js';
import { makeOrganization } from '../../../support/factories.js';
import { STAFF_PASSWORD, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const DEFAULTS = ['staff_nearly_full', 'staff_below_minimum'];

describe('the page on which staff choose their mails', () => {
  let app: TestApp;
  let home: Organization;
  let second: Organization;
  let elsewhere: Organization;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp();
    home = await makeOrganization(app.db, { name: 'ひかり市' });
    second = await makeOrganization(app.db, { name: 'みなと市' });
    elsewhere = await makeOrganization(app.db, { name: 'よその市' });
    staff = await signInAs(app, home, 'organizer');
    const account = { email: staff.email, name: '', password: STAFF_PASSWORD };
    await app.nest.get(Organizations).addStaff({ ...account, organizationSlug: second.slug, role: 'viewer' });
  });

  afterAll(() => app?.close());

  beforeEach(() =>
    app.db.query(
      `UPDATE staff_roles SET notices = DEFAULT, notices_changed_at = NULL; UPDATE staff_members SET language = 'ja'`,
    ),
  );

  async function roleAt({ id }: Organization) {
    const [row] = await app.db.query(
      `SELECT role.notices, role.notices_changed_at AS "changedAt", member.language
       FROM staff_roles role JOIN staff_members member ON member.id = role.staff_member_id
       WHERE member.id = $1 AND role.organization_id = $2`,
      [staff.id, id],
    );
    return row;
  }

  it('shows what is sent unless they say otherwise, for organizations of which they are told', async () => {
    const { text, status } = await staff.get('/staff/notices');
    expect(status).toBe(200);
    expect(await roleAt(home)).toMatchObject({ notices: DEFAULTS, language: 'ja' });
    for (const kind of STAFF_NOTICES) {
      const box = new RegExp(`name="notice\\.${home.slug}\\.${kind}"[^>]*`).exec(text)?.[0] ?? '';
      expect({ kind, ticked: box.includes('checked') }).toEqual({ kind, ticked: DEFAULTS.includes(kind) });
    }
    expect(text).toContain('ひかり市');
    // Viewers are told nothing.
    expect(text).not.toContain('みなと市');
    expect((await staff.get('/staff/settings')).text).toContain('href="/staff/notices"');
  });

  it('saves kinds and language, and since when something new is wanted', async () => {
    const answer = await staff.post('/staff/notices', {
      language: 'en',
      [`organization.${home.slug}`]: '1',
      [`notice.${home.slug}.staff_new_registration`]: '1',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/staff/notices?saved=1');
    expect(await roleAt(home)).toEqual({
      notices: ['staff_new_registration'],
      changedAt: app.clock.now(),
      language: 'en',
    });
    expect((await staff.get('/staff/notices?saved=1')).text).toContain('設定を変えました');
  });

  it('takes all away where no box is ticked, and leaves alone what was not on the page', async () => {
    await staff.post('/staff/notices', { language: 'ja', [`organization.${home.slug}`]: '1' });
    expect(await roleAt(home)).toMatchObject({ notices: [], changedAt: null });
    await staff.post('/staff/notices', { language: 'en' });
    expect(await roleAt(home)).toMatchObject({ notices: [], language: 'en' });
    expect(await roleAt(second)).toMatchObject({ notices: DEFAULTS });
  });

  it('changes nothing for an organization that is not theirs, or where they are told nothing', async () => {
    for (const { slug } of [elsewhere, second]) {
      const form = {
        language: 'en',
        [`organization.${home.slug}`]: '1',
        [`organization.${slug}`]: '1',
        [`notice.${slug}.staff_new_registration`]: '1',
      };
      expect((await staff.post('/staff/notices', form)).status).toBe(404);
    }
    expect(await roleAt(home)).toMatchObject({ notices: DEFAULTS, language: 'ja' });
    expect(await roleAt(second)).toMatchObject({ notices: DEFAULTS });
  });

  it('changes nobody else’s settings', async () => {
    const colleague = await signInAs(app, home, 'organizer');
    await staff.post('/staff/notices', { language: 'en', [`organization.${home.slug}`]: '1' });
    const [row] = await app.db.query(
      `SELECT notices, language FROM staff_roles JOIN staff_members ON id = staff_member_id WHERE id = $1`,
      [colleague.id],
    );
    expect(row).toEqual({ notices: DEFAULTS, language: 'ja' });
  });

  it('refuses a language that there is not, a form without its token, and lower roles', async () => {
    expect((await staff.post('/staff/notices', { language: 'fr' })).status).toBe(422);
    const form = { language: 'en', [`organization.${home.slug}`]: '1' };
    expect((await staff.agent.post('/staff/notices').type('form').send(form)).status).toBe(403);
    const reception = await signInAs(app, home, 'reception');
    expect((await reception.get('/staff/notices')).status).toBe(403);
    expect((await reception.get('/staff/settings')).text).not.toContain('/staff/notices');
    expect(await roleAt(home)).toMatchObject({ notices: DEFAULTS, language: 'ja' });
  });

  describe('the link at the foot of a mail', () => {
    function linkFor(kind: (typeof STAFF_NOTICES)[number], { id: organizationId }: Organization): string {
      const reader = { id: staff.id, organizationId, language: 'ja' };
      return new URL(app.nest.get(LeavingLinks).urlOf(kind, reader as never)).pathname;
    }

    it('asks first, and stops that kind in that organization alone', async () => {
      const link = linkFor('staff_nearly_full', home);
      const asked = await app.http.get(link);
      expect(asked.status).toBe(200);
      expect(asked.text).toContain('席が残り少ない');
      expect(asked.headers).toMatchObject({
        'cache-control': 'private, no-store',
        'referrer-policy': 'no-referrer',
      });
      expect(await roleAt(home)).toMatchObject({ notices: DEFAULTS });
      for (let click = 0; click < 2; click++) {
        const done = await app.http.post(link).set('sec-fetch-site', 'cross-site').type('form').send({});
        expect(done.status).toBe(200);
        expect(done.text).toContain('メールを止めました');
      }
      expect(await roleAt(home)).toMatchObject({ notices: ['staff_below_minimum'] });
      expect(await roleAt(second)).toMatchObject({ notices: DEFAULTS });
    });

    it('stops nothing with another proof, kind, member or organization', async () => {
      const link = linkFor('staff_nearly_full', home);
      const forged = [
        link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        link.replace('staff_nearly_full', 'staff_below_minimum'),
        link.replace('staff_nearly_full', 'confirmed'),
        link.replace(home.id, second.id),
        link.replace(staff.id, elsewhere.id),
        link.replace(staff.id, 'x'),
        link.replace(/[^/]+$/, 'x'),
      ];
      for (const address of forged) {
        expect({ address, status: (await app.http.get(address)).status }).toEqual({ address, status: 404 });
        expect({ address, status: (await app.http.post(address)).status }).toEqual({ address, status: 404 });
      }
      expect(await roleAt(home)).toMatchObject({ notices: DEFAULTS });
    });
  });
});
