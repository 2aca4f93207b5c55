import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { FiscalYearPlan } from '../../../../src/programmes/fiscal-year-plan.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { makePlan } from '../../../support/attendance-factories.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { fieldsOf } from './page-fields.js';

describe('the approval of a year’s plans', () => {
  let app: TestApp;
  let town: Organization;
  let classes: Programme;
  let meeting: Programme;
  let owner: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-28T17:00:00+09:00' });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    app.clock.set('2025-03-28T17:00:00+09:00');
    town = await makeOrganization(app.db);
    classes = await makeProgramme(app.db, town, { title: '家族教室', position: 0 });
    meeting = await makeProgramme(app.db, town, { title: '家族会', position: 1 });
    await makePlan(app.db, classes, { planned: 9, qualifier: 'exact' });
    owner = await signInAs(app, town, 'owner');
  });

  const year = () => ({ organization: town.slug, fiscalYear: '2025' });
  const path = () => `/staff/plans?organization=${town.slug}&fiscalYear=2025`;
  const versionIn = (html: string) => /name="version" value="([^"]+)"/.exec(html)?.[1] ?? 'none';
  const approve = (more: Readonly<Record<string, string>> = {}, who = owner) =>
    who.post('/staff/plans/approve', { ...year(), ...more });
  const change = async (values: Readonly<Record<string, string>>) => {
    const fields = fieldsOf((await owner.get(path())).text);
    const answer = await owner.post(path(), { ...fields, ...values });
    expect(answer.headers.location).toBe(`${path()}&done=saved`);
  };
  const named = (programme: Programme, column: string) => `plan.${programme.id}.${column}`;
  const planOf = ({ id }: Programme) =>
    app.db.getRepository(FiscalYearPlan).findOneBy({ programmeId: id, fiscalYear: 2025 });
  const approvals = () =>
    app.db.getRepository(AuditEntry).find({
      where: { organizationId: town.id, action: 'plan.approved' },
      order: { at: 'ASC', id: 'ASC' },
    });
  const NINE = {
    planned: 9,
    plannedMax: null,
    qualifier: 'exact',
    unit: '回',
    status: 'continued',
    reason: null,
    text: null,
  };

  it('freezes every plan; later changes leave what was approved, and the table shows both', async () => {
    const shown = (await owner.get(path())).text;
    expect(shown).toContain('まだ承認されていません');
    const answer = await approve({ version: versionIn(shown) });
    expect([answer.status, answer.headers.location]).toEqual([303, `${path()}&done=approved`]);
    expect(await planOf(classes)).toMatchObject({
      baseline: NINE,
      approvedAt: new Date('2025-03-28T08:00:00Z'),
      approvedBy: `staff:${owner.id}`,
    });
    expect((await owner.get(path())).text).not.toContain('承認時 9回');
    await change({ [named(classes, 'planned')]: '12' });
    expect(await planOf(classes)).toMatchObject({ planned: 12, baseline: NINE });
    const { text } = await owner.get(path());
    expect(text).toContain('承認時 9回<br>現在 12回');
    expect(text).toContain('2025年3月28日（金） 午後5時に承認されました');
    expect((await approvals())[0]).toMatchObject({
      subjectId: town.id,
      before: { fiscalYear: 2025, approvedAt: null, plans: { [classes.slug]: null } },
      after: { fiscalYear: 2025, plans: { [classes.slug]: NINE } },
    });
  });

  it('says of a programme that is planned afterwards that it came during the year', async () => {
    await approve();
    await change({ [named(meeting, 'planned')]: '4' });
    expect((await planOf(meeting))?.baseline).toBeNull();
    const { text } = await owner.get(path());
    expect(text.match(/年度途中に追加/g)).toHaveLength(1);
    expect(text.indexOf('年度途中に追加')).toBeGreaterThan(text.indexOf('>家族会<'));
  });

  it('is repeated only when that is said, and keeps what was approved before in the log', async () => {
    await approve();
    app.clock.set('2025-03-28T18:30:00+09:00');
    await change({ [named(classes, 'planned')]: '12', [named(meeting, 'planned')]: '4' });
    const asked = await approve();
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('すでに承認されています。');
    expect((await planOf(classes))?.baseline).toEqual(NINE);
    expect((await approve({ confirm: 'true' })).status).toBe(303);
    expect(await planOf(classes)).toMatchObject({
      baseline: { ...NINE, planned: 12 },
      approvedAt: new Date('2025-03-28T09:30:00Z'),
    });
    expect((await owner.get(path())).text).not.toContain('年度途中に追加');
    const [, again] = await approvals();
    expect(again).toMatchObject({
      before: {
        approvedAt: '2025-03-28T08:00:00.000Z',
        plans: { [classes.slug]: NINE, [meeting.slug]: null },
      },
      after: { plans: { [classes.slug]: { planned: 12 }, [meeting.slug]: { planned: 4 } } },
    });
  });

  it('approves what was looked at: a table that somebody has changed since is shown first', async () => {
    const version = versionIn((await owner.get(path())).text);
    await change({ [named(classes, 'planned')]: '1' });
    const answer = await approve({ version });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('ほかの人が計画を変えました。');
    expect((await planOf(classes))?.baseline).toBeNull();
    expect((await approve({ version: versionIn(answer.text) })).status).toBe(303);
  });

  it('does not let an approved plan vanish: it is 中止 or 休止, with a reason', async () => {
    await approve();
    const fields = fieldsOf((await owner.get(path())).text);
    const gone = { [named(classes, 'planned')]: '', [named(classes, 'status')]: '' };
    const answer = await owner.post(path(), { ...fields, ...gone });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('承認された計画は消せません。');
    await change({ [named(classes, 'status')]: 'cancelled', [named(classes, 'reason')]: '会場の閉館' });
    expect(await planOf(classes)).toMatchObject({ status: 'cancelled', baseline: NINE });
  });

  it('is for owners of the town, and only of plans that there are', async () => {
    const organizer = await signInAs(app, town, 'organizer');
    expect((await approve({}, organizer)).status).toBe(403);
    expect((await organizer.get(path())).text).toContain('承認できるのは、団体の管理者です。');
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await approve({}, stranger)).status).toBe(404);
    expect((await planOf(classes))?.baseline).toBeNull();
    await change({ [named(classes, 'planned')]: '', [named(classes, 'status')]: '' });
    const nothing = await approve();
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('承認する計画がありません。');
  });
});
