import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makePlan } from '../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const APPROVED = {
  planned: 9,
  plannedMax: null,
  qualifier: 'exact' as const,
  unit: '回',
  status: 'continued' as const,
  reason: null,
  text: null,
};
const AT = { approvedAt: new Date('2025-03-28T08:00:00Z'), approvedBy: 'system' };

describe('reports of a year whose plan was approved', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
    town = await makeOrganization(app.db);
    const make = (title: string, position: number) => makeProgramme(app.db, town, { title, position });
    const changed = await make('変わった計画', 0);
    await makePlan(app.db, changed, { planned: 15, qualifier: 'about', baseline: APPROVED, ...AT });
    const course = await makeCourse(app.db, changed);
    await makeSession(app.db, course, { startsOn: '2025-05-12' });
    const kept = await make('そのままの計画', 1);
    await makePlan(app.db, kept, { ...APPROVED, baseline: APPROVED, ...AT });
    const stopped = await make('休止になった計画', 2);
    await makePlan(app.db, stopped, {
      ...APPROVED,
      status: 'suspended',
      reason: '会場の閉館',
      baseline: APPROVED,
      ...AT,
    });
    const added = await make('途中からの計画', 3);
    await makePlan(app.db, added, { planned: 4 });
    staff = await signInAs(app, town, 'viewer');
  });
  afterAll(() => app.close());

  it('compare with what was approved, say so, and say what it is now', async () => {
    const authorization = await bearer(app, town, 'viewer');
    const { body } = await app.http
      .get('/api/v1/staff/reports/attendance?fiscalYear=2025')
      .set({ authorization })
      .expect(200);
    const figures = { planned: 9, plannedMax: null, qualifier: 'exact', unit: '回', text: null };
    expect(body.items).toMatchObject([
      {
        planned: figures,
        baseline: true,
        plannedCurrent: { planned: 15, qualifier: 'about' },
        held: { value: 1 },
        line: '9回',
      },
      { planned: figures, baseline: true, plannedCurrent: null },
      { planned: figures, baseline: true, plannedCurrent: null, status: 'suspended', reason: '会場の閉館' },
      { planned: { planned: 4 }, baseline: false, plannedCurrent: null },
    ]);
    // What is 休止 today is told from 0 and 記録なし as before.
    expect(body.items[2].held).toMatchObject({ value: null, state: 'suspended' });
  });

  it('say it on the page and in the file, beside the one plan that has changed', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    expect(text.match(/承認時の計画。現在は/g)).toHaveLength(1);
    expect(text).toContain('承認時の計画。現在は15回程度');
    expect(text).toContain('年間計画を承認した時点のものと比べます');
    const file = (await staff.get('/staff/reports/attendance.csv?fiscalYear=2025')).text;
    expect(file.match(/承認時の計画。現在は15回程度/g)).toHaveLength(1);
    const english = await staff.get('/staff/reports?fiscalYear=2025&lang=en');
    expect(english.text).toContain('As approved; now about 15 sessions');
  });

  it('say nothing of approvals where there was none', async () => {
    const other = await makeOrganization(app.db);
    await makePlan(app.db, await makeProgramme(app.db, other), { planned: 12 });
    const { text } = await (await signInAs(app, other, 'viewer')).get('/staff/reports?fiscalYear=2025');
    expect(text).not.toContain('承認');
  });
});
