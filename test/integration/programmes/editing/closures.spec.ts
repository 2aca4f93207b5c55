import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { faultAt, formIn, theirsAt, typed } from './page-form.js';

describe('the days on which an organization is closed', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  const path = '/staff/organizations/hikari/closures';
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const stored = () => app.db.getRepository(Organization).findOneByOrFail({ id: town.id });

  it('are changed, year end and others, with before and after in the audit log', async () => {
    const page = await typed(staff, path);
    expect(page).toMatchObject({
      'yearEnd.from.month': '12',
      'yearEnd.from.day': '29',
      'yearEnd.until.day': '03',
    });
    const changes = {
      'yearEnd.from.day': '28',
      'yearEnd.until.day': '04',
      'closures.0.from': '2025-08-13',
      'closures.0.reason': '夏季休業',
    };
    const answer = await staff.post(path, { ...page, ...changes });
    expect([answer.status, answer.headers.location]).toEqual([303, `${path}?saved=1`]);
    expect(await stored()).toMatchObject({
      yearEndFrom: '12-28',
      yearEndUntil: '01-04',
      closures: [{ from: '2025-08-13', reason: '夏季休業' }],
    });
    const [entry] = await app.db.query(
      'SELECT action, before, after FROM audit_entries WHERE subject_id = $1',
      [town.id],
    );
    expect(entry).toEqual({
      action: 'organization.closures_changed',
      before: { yearEndFrom: '12-29', yearEndUntil: '01-03', closures: [] },
      after: {
        yearEndFrom: '12-28',
        yearEndUntil: '01-04',
        closures: [{ from: '2025-08-13', reason: '夏季休業' }],
      },
    });
    expect((await staff.get('/staff/audit')).text).toContain('休業日や返事の時間を変えた');
  });

  it.each([
    [
      '30 February',
      { 'yearEnd.until.month': '02', 'yearEnd.until.day': '30' },
      'yearEnd.until.month',
      'この月に、その日はありません。',
    ],
    [
      'a closure backwards',
      { 'closures.1.from': '2025-05-03', 'closures.1.until': '2025-05-01' },
      'closures.1.until',
      '最後の日（2025-05-01）が、最初の日（2025-05-03）より前です。',
    ],
    ['a reason without day', { 'closures.1.reason': '庁舎停電' }, 'closures.1.from', '入力してください。'],
  ] as const)('are refused with %s, and nothing typed is lost', async (_, wrong, field, sentence) => {
    const before = await stored();
    const answer = await staff.post(path, await typed(staff, path, { 'closures.3.from': '', ...wrong }));
    expect([answer.status, faultAt(answer.text, field)]).toEqual([422, sentence]);
    expect(formIn(answer.text)).toMatchObject(wrong);
    expect(await stored()).toEqual(before);
  });

  it('are merged where two people add to them, and contested where both change the year end', async () => {
    const second = await signInAs(app, town, 'organizer');
    const [a, b] = [
      await typed(staff, path, { 'closures.1.from': '2025-10-01', 'yearEnd.from.day': '27' }),
      await typed(second, path, { 'closures.1.from': '2025-11-01', 'yearEnd.from.day': '26' }),
    ];
    expect((await staff.post(path, a)).status).toBe(303);
    const contested = await second.post(path, b);
    expect([contested.status, theirsAt(contested.text, 'yearEnd.from.day')]).toEqual([
      409,
      'ほかの人が保存した内容：27日',
    ]);
    expect((await second.post(path, formIn(contested.text))).status).toBe(303);
    const { yearEndFrom, closures } = await stored();
    expect([yearEndFrom, closures.map(({ from }) => from)]).toEqual([
      '12-26',
      ['2025-08-13', '2025-10-01', '2025-11-01'],
    ]);
  });

  it('belong to organizers of the organization', async () => {
    const reception = await signInAs(app, town, 'reception');
    expect((await reception.get(path)).status).toBe(403);
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect([(await stranger.get(path)).status, (await stranger.post(path, {})).status]).toEqual([404, 404]);
    expect((await staff.get('/staff/organizations/nowhere/closures')).status).toBe(404);
  });
});
