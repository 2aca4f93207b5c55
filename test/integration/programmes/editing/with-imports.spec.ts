import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { Venue } from '../../../../src/programmes/venue.entity.js';
import { YearImport } from '../../../../src/registrations/year/year-import.js';
import { idOfKey } from '../../../../src/shared/ids.js';
import { emptied } from '../../../support/emptied.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { typed } from './page-form.js';

const file = ({ title = '家族教室', fee = '無料', reason = '改修', more = '' } = {}) => `format: tsudoi/1
organization: {key: town, name: 町, closures: [{from: 2025-08-13, until: 2025-08-15, reason: 夏季休業}]}
venues: [{key: hall, name: 会館, address: 町1-1, closures: [{from: 2025-05-01, reason: ${reason}}]}]
programmes:
  - key: class
    title: ${title}
    fee: ${fee}
    kind: class_series
    hosts: [{role: organizer, name: 町}, {role: co_host, name: 家族会}]
    courses:
      - {key: r7, title: 令和7年度, defaults: {venue: hall, start: "10:00"}, sessions: [{number: 1, date: 2025-05-12}]}
${more}`;

describe('edits on the screen and programme files', () => {
  let app: TestApp;
  let staff: StaffBrowser;
  const path = '/staff/programmes/town-class/edit';
  const venuePath = `/staff/venues/${idOfKey('venue', 'town', 'hall')}`;
  const closuresPath = '/staff/organizations/town/closures';
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await emptied(app.db, 'organizations');
    await importing(file());
    staff = await signInAs(
      app,
      await app.db.manager.findOneByOrFail(Organization, { slug: 'town' }),
      'organizer',
    );
  });

  const importing = (text: string) =>
    app.nest
      .get(YearImport)
      .run([{ name: 'town.yaml', text }], { dryRun: false, actor: 'system', organizationIds: 'any' });
  const edit = async (where: string, entries: Record<string, string>) => {
    const answer = await staff.post(where, await typed(staff, where, entries));
    expect(answer.status).toBe(303);
  };
  const programme = () => app.db.getRepository(Programme).findOneByOrFail({ slug: 'town-class' });
  const sequence = async (): Promise<number> =>
    (await app.db.query('SELECT sequence FROM sessions'))[0].sequence;

  it('keep what staff changed when the file says what it said before, and take what it says anew', async () => {
    await edit(path, { title: '家族の教室', summary: '案内' });
    const again = await importing(file());
    expect(again.counts).toMatchObject({ keep: 1, change: 0, create: 0 });
    expect(await programme()).toMatchObject({ title: '家族の教室', summary: '案内', fee: '無料' });
    await importing(file({ fee: '100円' }));
    expect(await programme()).toMatchObject({ title: '家族の教室', fee: '100円' });
    await importing(file({ title: '家族教室（新）', fee: '100円' }));
    expect((await programme()).title).toBe('家族教室（新）');
  });

  it('keep hosts that staff added, took away, or gave rights', async () => {
    await edit(path, {
      'hosts.0.rights': 'viewer',
      'hosts.1.role': '',
      'hosts.1.name': '',
      'hosts.2.role': 'sponsor',
      'hosts.2.name': '社協',
    });
    const hosts = () =>
      app.db.query('SELECT role, name, rights FROM programme_hosts ORDER BY position, name');
    const edited = await hosts();
    expect(edited).toHaveLength(2);
    await importing(file());
    expect(await hosts()).toEqual(edited);
  });

  it('keep closures and venues as staff put them', async () => {
    await edit(venuePath, { name: '新会館', 'closures.0.until': '2025-05-31' });
    await edit(closuresPath, { 'yearEnd.from.day': '28', 'closures.0.reason': '盆休み' });
    expect((await importing(file())).counts).toMatchObject({ keep: 2, change: 0 });
    expect(await app.db.manager.findOneByOrFail(Venue, { key: 'hall' })).toMatchObject({
      name: '新会館',
      closures: [{ from: '2025-05-01', until: '2025-05-31', reason: '改修' }],
    });
    expect(await app.db.manager.findOneByOrFail(Organization, { slug: 'town' })).toMatchObject({
      yearEndFrom: '12-28',
      closures: [{ from: '2025-08-13', until: '2025-08-15', reason: '盆休み' }],
    });
    await importing(file({ reason: '耐震' }));
    const { name, closures } = await app.db.manager.findOneByOrFail(Venue, { key: 'hall' });
    expect([name, closures]).toEqual(['新会館', [{ from: '2025-05-01', reason: '耐震' }]]);
  });

  it('find a programme and a venue that staff made under the same key', async () => {
    await staff.post(
      '/staff/programmes/new',
      await typed(staff, '/staff/programmes/new', { title: '会', kind: 'club', key: 'kai' }),
    );
    await staff.post(
      '/staff/venues/new',
      await typed(staff, '/staff/venues/new', { name: '公民館', key: 'kominkan' }),
    );
    const more = '  - {key: kai, title: 会, kind: club, summary: 集まり}\n';
    const report = await importing(
      file({ more }).replace('venues: [', 'venues: [{key: kominkan, name: 公民館}, '),
    );
    expect(report.counts).toMatchObject({ create: 0 });
    expect(await app.db.manager.findOneByOrFail(Programme, { slug: 'town-kai' })).toMatchObject({
      summary: '集まり',
    });
  });

  it('reach calendar entries where an entry shows the change, and only there', async () => {
    expect(await sequence()).toBe(0);
    await edit(path, {
      notes: '室内履き',
      summary: '案内',
      'reminders.0.at': '09:00',
      'hosts.1.name': '親の会',
    });
    await edit(venuePath, { 'closedOn.monday': '1', 'closures.1.from': '2025-06-01' });
    await edit(closuresPath, { 'yearEnd.from.day': '28' });
    expect(await sequence()).toBe(0);
    await edit(path, { title: '家族の教室' });
    expect(await sequence()).toBe(1);
    await edit(path, { 'hosts.0.name': '町保健センター' });
    expect(await sequence()).toBe(2);
    await edit(venuePath, { name: '新会館' });
    expect(await sequence()).toBe(3);
    const feed = (await app.http.get('/calendar/town.ics')).text;
    expect(feed).toContain('SEQUENCE:3');
    expect(feed).toContain('家族の教室');
    expect(feed).toContain('新会館');
  });
});
