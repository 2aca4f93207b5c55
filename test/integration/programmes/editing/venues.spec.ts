import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Venue } from '../../../../src/programmes/venue.entity.js';
import { idOfKey } from '../../../../src/shared/ids.js';
import { makeOrganization, makeVenue } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { faultAt, formIn, theirsAt, typed } from './page-form.js';

describe('the venues of an organization', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const stored = (id: string) => app.db.getRepository(Venue).findOneByOrFail({ id });
  const auditOf = (id: string) =>
    app.db.query('SELECT action, before, after FROM audit_entries WHERE subject_id = $1 ORDER BY at, id', [
      id,
    ]);

  it('lie where their two numbers say, or nowhere', async () => {
    const { id } = await makeVenue(app.db, town, { name: '公民館', key: 'public-hall' });
    const own = `/staff/venues/${id}`;
    const fields = { latitude: '３５.０１１６', longitude: ' 135.7681 ', building: '2階', parking: '20台' };
    expect((await staff.post(own, await typed(staff, own, fields))).status).toBe(303);
    const saved = { latitude: 35.0116, longitude: 135.7681, building: '2階', parking: '20台' };
    expect(await stored(id)).toMatchObject(saved);
    for (const [wrong, field] of [
      [{ longitude: '' }, 'latitude'],
      [{ latitude: '北緯35度' }, 'latitude'],
      [{ latitude: '90.5' }, 'latitude'],
    ] as const) {
      const refused = await staff.post(own, await typed(staff, own, wrong));
      expect([refused.status, faultAt(refused.text, field) !== undefined]).toEqual([422, true]);
    }
    expect(await stored(id)).toMatchObject(saved);
    expect((await staff.post(own, await typed(staff, own, { latitude: '', longitude: '' }))).status).toBe(
      303,
    );
    expect(await stored(id)).toMatchObject({ latitude: null, longitude: null });
  });

  it('are added with their closures, listed, and changed', async () => {
    const path = '/staff/venues/new?organization=hikari';
    const fields = await typed(staff, path, {
      name: '市民センター',
      nameEn: 'Civic Centre',
      address: 'ひかり市1-1',
      access: '裏口から\r\n二階へ',
      'closedOn.monday': '1',
      'closures.0.from': '2025-08-13',
      'closures.0.until': '2025-08-15',
      'closures.0.reason': '夏季休館',
      'closures.1.from': '2025-11-03',
      key: 'center',
    });
    const answer = await staff.post('/staff/venues/new', fields);
    const id = idOfKey('venue', 'hikari', 'center');
    expect([answer.status, answer.headers.location]).toEqual([303, `/staff/venues/${id}?saved=1`]);
    expect(await stored(id)).toMatchObject({
      organizationId: town.id,
      key: 'center',
      name: '市民センター',
      nameEn: 'Civic Centre',
      access: '裏口から\n二階へ',
      online: false,
      url: null,
      closedOn: ['monday'],
      closures: [{ from: '2025-08-13', until: '2025-08-15', reason: '夏季休館' }, { from: '2025-11-03' }],
      asked: null,
    });
    expect((await staff.get('/staff/venues')).text).toContain('市民センター');
    const own = `/staff/venues/${id}`;
    const online = { online: '1', url: 'https://meeting.example/room', 'closures.1.from': '' };
    expect((await staff.post(own, await typed(staff, own, online))).status).toBe(303);
    expect(await stored(id)).toMatchObject({
      online: true,
      url: 'https://meeting.example/room',
      closures: [{ reason: '夏季休館' }],
    });
    expect(await auditOf(id)).toMatchObject([
      { action: 'venue.created', after: { key: 'center', name: '市民センター' } },
      {
        action: 'venue.changed',
        before: { online: false, url: null, closures: [{}, { from: '2025-11-03' }] },
        after: { online: true, url: 'https://meeting.example/room', closures: [{}] },
      },
    ]);
    const unchanged = await stored(id);
    expect((await staff.post(own, await typed(staff, own))).status).toBe(303);
    expect([await stored(id), (await auditOf(id)).length]).toEqual([unchanged, 2]);
  });

  it('get a key of their own where none is typed', async () => {
    const fields = await typed(staff, '/staff/venues/new', { name: '会館' });
    for (const _ of [1, 2]) expect((await staff.post('/staff/venues/new', fields)).status).toBe(303);
    const keys = (await app.db.getRepository(Venue).findBy({ name: '会館' })).map(({ key }) => key);
    expect(keys.sort()).toEqual(['venue', 'venue-2']);
  });

  it.each([
    ['no name', { name: ' ' }, 'name', '入力してください。'],
    [
      'a key that is taken',
      { key: 'kept' },
      'key',
      'このキーは、もう使われています。ほかのキーにしてください。',
    ],
    [
      'an address that is none',
      { url: 'javascript:alert(1)' },
      'url',
      'https://meeting.example/room のように、ウェブのアドレスを入力してください。',
    ],
    ['a closure without first day', { 'closures.1.reason': '工事' }, 'closures.1.from', '入力してください。'],
    [
      'a day that is none',
      { 'closures.0.from': '2025-02-29' },
      'closures.0.from',
      '日付は 2025-04-14 の形で入力してください。',
    ],
    [
      'a closure backwards',
      { 'closures.1.from': '2025-05-03', 'closures.1.until': '2025-05-01' },
      'closures.1.until',
      '最後の日（2025-05-01）が、最初の日（2025-05-03）より前です。',
    ],
  ] as const)('are refused with %s, and nothing typed is lost', async (_, wrong, field, sentence) => {
    if ((await app.db.getRepository(Venue).countBy({ key: 'kept' })) === 0)
      await makeVenue(app.db, town, { key: 'kept' });
    const before = await app.db.getRepository(Venue).count();
    const typing = { name: '館', access: '坂の上', 'closedOn.sunday': '1', ...wrong };
    const fields = await typed(staff, '/staff/venues/new', typing);
    const answer = await staff.post('/staff/venues/new', fields);
    expect([answer.status, faultAt(answer.text, field)]).toEqual([422, sentence]);
    expect(formIn(answer.text)).toMatchObject(typing);
    const english = await staff.post('/staff/venues/new?lang=en', fields);
    expect(/[ぁ-ん]/.test(faultAt(english.text, field) ?? 'ない')).toBe(false);
    expect(await app.db.getRepository(Venue).count()).toBe(before);
  });

  it('are merged where two people change them, and contested where both change the same', async () => {
    const venue = await makeVenue(app.db, town, { address: '一丁目' });
    const path = `/staff/venues/${venue.id}`;
    const second = await signInAs(app, town, 'organizer');
    const [a, b] = [
      await typed(staff, path, { name: '甲', 'closures.0.from': '2025-05-01' }),
      await typed(second, path, { address: '二丁目', 'closures.0.from': '2025-06-01' }),
    ];
    expect((await staff.post(path, a)).status).toBe(303);
    expect((await second.post(path, b)).status).toBe(303);
    expect(await stored(venue.id)).toMatchObject({
      name: '甲',
      address: '二丁目',
      closures: [{ from: '2025-05-01' }, { from: '2025-06-01' }],
    });
    const [c, d] = [await typed(staff, path, { name: '乙' }), await typed(second, path, { name: '丙' })];
    await staff.post(path, c);
    const contested = await second.post(path, d);
    expect([contested.status, theirsAt(contested.text, 'name')]).toEqual([409, 'ほかの人が保存した内容：乙']);
    expect((await second.post(path, formIn(contested.text))).status).toBe(303);
    expect((await stored(venue.id)).name).toBe('丙');
  });

  it('are seen by viewers, changed by organizers, and unknown to others', async () => {
    const venue = await makeVenue(app.db, town, { name: 'ひみつ館' });
    const viewer = await signInAs(app, town, 'viewer');
    const list = (await viewer.get('/staff/venues')).text;
    expect(list).toContain('ひみつ館');
    expect(list).not.toContain(`/staff/venues/${venue.id}`);
    expect((await viewer.get(`/staff/venues/${venue.id}`)).status).toBe(403);
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await stranger.get('/staff/venues')).text).not.toContain('ひみつ館');
    expect((await stranger.get(`/staff/venues/${venue.id}`)).status).toBe(404);
    expect((await stranger.post(`/staff/venues/${venue.id}`, { name: 'x' })).status).toBe(404);
    expect((await stranger.get('/staff/venues/new?organization=hikari')).status).toBe(404);
    expect((await staff.get('/staff/venues/nonsense')).status).toBe(404);
  });
});
