import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { bearer, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { formIn, typed } from './page-form.js';

describe('who may edit what a programme is', () => {
  let app: TestApp;
  let home: Organization;
  let neighbour: Organization;
  let programme: Programme;
  let path: string;
  beforeAll(async () => {
    app = await startTestApp();
    home = await makeOrganization(app.db, { slug: 'home', name: 'ひかり市' });
    neighbour = await makeOrganization(app.db, { slug: 'tonari', name: 'となり市' });
    programme = await makeProgramme(app.db, home);
    path = `/staff/programmes/${programme.slug}/edit`;
  });
  afterAll(() => app.close());

  const giveRights = async (rights: ProgrammeHost['rights']) => {
    await app.db.manager.delete(ProgrammeHost, { programmeId: programme.id });
    await app.db.manager.insert(ProgrammeHost, {
      id: newId(),
      programmeId: programme.id,
      role: 'co_host',
      name: 'となり市',
      hostOrganizationId: neighbour.id,
      rights,
      position: 0,
    });
  };
  const stored = () => app.db.getRepository(Programme).findOneByOrFail({ id: programme.id });

  it('lets organizers of its own organization, and nobody below them', async () => {
    for (const [role, status] of [
      ['viewer', 403],
      ['reception', 403],
      ['organizer', 200],
      ['owner', 200],
    ] as const) {
      const staff = await signInAs(app, home, role);
      expect([role, (await staff.get(path)).status]).toEqual([role, status]);
      expect([role, (await staff.get('/staff/programmes/new?organization=home')).status]).toEqual([
        role,
        status,
      ]);
    }
    const viewer = await signInAs(app, home, 'viewer');
    expect((await viewer.post(path, { title: '別', 'was.title': programme.title })).status).toBe(403);
    expect(
      (await viewer.post('/staff/programmes/new', { organization: 'home', title: '会', kind: 'club' }))
        .status,
    ).toBe(403);
    expect(await stored()).toEqual(programme);
  });

  it('shows nothing of it to another organization', async () => {
    await app.db.manager.delete(ProgrammeHost, { programmeId: programme.id });
    const stranger = await signInAs(app, neighbour, 'owner');
    const token = await bearer(app, neighbour, 'owner');
    const attempts = [
      await stranger.get(path),
      await stranger.post(path, { title: '別', 'was.title': programme.title }),
      await stranger.get('/staff/programmes/new?organization=home'),
      await stranger.post('/staff/programmes/new', { organization: 'home', title: '会', kind: 'club' }),
      await app.http
        .patch(`/api/v1/staff/programmes/${programme.slug}`)
        .set('authorization', token)
        .send({ title: '別' }),
      await app.http
        .post('/api/v1/staff/programmes')
        .set('authorization', token)
        .send({ organization: 'home', title: '会', kind: 'club' }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(attempts.some(({ text }) => text.includes(programme.title))).toBe(false);
    expect(await stored()).toEqual(programme);
  });

  it('lets a co-host with an organizer’s rights change words, not hosts', async () => {
    await giveRights('organizer');
    const cohost = await signInAs(app, neighbour, 'organizer');
    const page = await cohost.get(path);
    expect(page.text).toContain('ひかり市の担当者だけが変えられます。');
    expect(page.text).not.toContain('name="hosts.0.role"');
    expect((await cohost.post(path, { ...formIn(page.text), title: '共催の題' })).status).toBe(303);
    expect((await stored()).title).toBe('共催の題');
    const [entry] = await app.db.query(
      `SELECT organization_id, actor FROM audit_entries WHERE action = 'programme.changed'`,
    );
    expect(entry).toEqual({ organization_id: home.id, actor: `staff:${cohost.id}` });

    const more = { 'hosts.0.rights': 'organizer', 'hosts.0.role': 'co_host', 'hosts.0.name': '社協' };
    expect((await cohost.post(path, await typed(cohost, path, { ...more, title: '別' }))).status).toBe(403);
    const token = await bearer(app, neighbour, 'organizer');
    const patch = await app.http
      .patch(`/api/v1/staff/programmes/${programme.slug}`)
      .set('authorization', token)
      .send({ hosts: [] });
    expect(patch.status).toBe(403);
    expect(await app.db.manager.countBy(ProgrammeHost, { programmeId: programme.id })).toBe(1);
    expect((await stored()).title).toBe('共催の題');
    const own = await signInAs(app, home, 'organizer');
    expect((await own.post(path, await typed(own, path, { 'hosts.0.rights': 'viewer' }))).status).toBe(303);
    expect((await cohost.get(path)).status).toBe(403);
  });

  it('stops a co-host with lesser rights, or whose own role is too low', async () => {
    await giveRights('reception');
    const organizer = await signInAs(app, neighbour, 'organizer');
    expect((await organizer.get(path)).status).toBe(403);
    await giveRights('organizer');
    const reception = await signInAs(app, neighbour, 'reception');
    expect((await reception.get(path)).status).toBe(403);
    // A co-host without rights still looks on: the programme is there for it, and not its to edit.
    await giveRights(null);
    expect((await organizer.get(path)).status).toBe(403);
  });
});
