import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { makePlan, makeReportedResult } from '../../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../../support/factories.js';
import { bearer } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const PATH = '/api/v1/staff/plans';

describe('the plans of a year as JSON', () => {
  let app: TestApp;
  let town: Organization;
  let classes: Programme;
  let authorization: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-20T09:00:00+09:00' });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    town = await makeOrganization(app.db);
    classes = await makeProgramme(app.db, town);
    await makePlan(app.db, classes, { planned: 2, plannedMax: 3, qualifier: 'range', text: '年２～３回' });
    authorization = await bearer(app, town, 'owner');
  });

  const year = () => ({ organization: town.slug, fiscalYear: 2025 });
  const get = async () =>
    (
      await app.http
        .get(`${PATH}?organization=${town.slug}&fiscalYear=2025`)
        .set({ authorization })
        .expect(200)
    ).body;
  const put = (body: object) =>
    app.http
      .put(PATH)
      .set({ authorization })
      .send({ ...year(), ...body });
  const item = (plan: object | null) => ({ items: [{ programme: classes.slug, plan }] });

  it('gives each programme’s plan beside what is scheduled and what was', async () => {
    const course = await makeCourse(app.db, classes);
    await makeSession(app.db, course, { startsOn: '2024-05-13' });
    await makeSession(app.db, course, { startsOn: '2024-06-10', status: 'cancelled' });
    await makeSession(app.db, course, { startsOn: '2025-05-12' });
    await makeSession(app.db, course, {
      startsOn: null,
      withinFrom: '2025-10-01',
      withinUntil: '2026-03-31',
    });
    const other = await makeProgramme(app.db, town, { title: '家族会', position: 1, partOfId: classes.id });
    await makeReportedResult(app.db, other, { held: 0 });
    const body = await get();
    expect(body).toMatchObject({
      organization: { slug: town.slug },
      fiscalYear: 2025,
      eraYear: '令和7年度',
      approvedAt: null,
      approvedBy: null,
      totals: {
        scheduled: { dated: 1, undated: 1, cancelled: 0 },
        planned: [{ unit: '回', from: 2, to: 3, hedged: false }],
      },
      next: null,
    });
    expect(body.items).toMatchObject([
      {
        programme: { slug: classes.slug, partOf: null },
        plan: {
          planned: 2,
          plannedMax: 3,
          qualifier: 'range',
          unit: '回',
          status: 'continued',
          text: '年２～３回',
        },
        baseline: null,
        addedAfterApproval: false,
        scheduled: { dated: 1, undated: 1, cancelled: 0 },
        scheduledWithParts: { dated: 1, undated: 1, cancelled: 0 },
        lastYear: { plan: null, reported: null, counted: { held: 1, cancelled: 1 } },
      },
      {
        programme: { slug: other.slug, partOf: classes.slug },
        plan: null,
        scheduled: { dated: 0, undated: 0, cancelled: 0 },
        lastYear: { reported: { held: 0, attendances: null }, counted: null },
      },
    ]);
  });

  it('saves what it names and nothing else, takes a plan away with null, and tells 0 from none', async () => {
    const other = await makeProgramme(app.db, town, { position: 1 });
    await put({ items: [{ programme: other.id, plan: { planned: 0, unit: '部' } }] }).expect(200);
    const zero = { planned: 0, unit: '部', qualifier: 'exact', status: 'continued' };
    expect((await get()).items).toMatchObject([{ plan: { planned: 2 } }, { plan: zero }]);
    const { body } = await put(item(null)).expect(200);
    expect(body.items).toMatchObject([{ plan: null }, { plan: zero }]);
  });

  it('refuses a table that has changed since, and replaces where nobody says which one it starts from', async () => {
    const { version } = await get();
    await put({ version, ...item({ planned: 5 }) }).expect(200);
    const { body } = await put({ version, ...item({ planned: 6 }) }).expect(409);
    expect(body.code).toBe('conflict');
    expect((await get()).items[0].plan.planned).toBe(5);
    await put(item({ planned: 7 })).expect(200);
    expect((await get()).items[0].plan.planned).toBe(7);
  });

  it.each([
    [{ planned: -1 }, 'items.0.plan.planned', 'min'],
    [{ planned: 1.5 }, 'items.0.plan.planned', 'isInt'],
    [{ planned: 'viele' }, 'items.0.plan.planned', 'isInt'],
    [{ planned: 2, qualifier: 'range' }, 'items.0.plan.plannedMax', 'planRangeOpen'],
    [{ planned: 2, plannedMax: 2, qualifier: 'range' }, 'items.0.plan.plannedMax', 'planRangeBackwards'],
    [{ planned: 2, plannedMax: 3 }, 'items.0.plan.qualifier', 'planMaxAlone'],
    [{ status: 'ended' }, 'items.0.plan.status', 'isIn'],
    [{ unit: '' }, 'items.0.plan.unit', 'isNotEmpty'],
    [{ reason: 'a\u0000b' }, 'items.0.plan.reason', 'isPlainText'],
    [{ times: 3 }, 'items.0.plan.times', 'whitelistValidation'],
  ])('refuses %j', async (plan, field, code) => {
    const { body } = await put(item(plan)).expect(422);
    expect(body.faults).toMatchObject([{ field, code }]);
    expect((await get()).items[0].plan.planned).toBe(2);
  });

  it('refuses a programme that is not in the table, and one without its plan', async () => {
    const foreign = await makeProgramme(app.db, await makeOrganization(app.db));
    for (const programme of [foreign.slug, foreign.id, 'no-such-programme']) {
      const { body } = await put({ items: [{ programme, plan: { planned: 1 } }] }).expect(422);
      expect(body.faults).toMatchObject([{ field: 'items.0.programme', code: 'planProgramme' }]);
    }
    const { body } = await put({ items: [{ programme: classes.slug }] }).expect(422);
    expect(body.faults).toMatchObject([{ field: 'items.0.plan', code: 'isDefined' }]);
  });

  it('approves, again only with `confirm`, and only for owners', async () => {
    const approve = (body: object = {}, token = authorization) =>
      app.http
        .post(`${PATH}/approve`)
        .set({ authorization: token })
        .send({ ...year(), ...body });
    await approve({}, await bearer(app, town, 'organizer')).expect(403);
    const { body } = await approve().expect(200);
    expect(body).toMatchObject({ approvedAt: '2025-05-20T09:00:00+09:00', approvedBy: 'test' });
    expect(body.items[0].baseline).toEqual(body.items[0].plan);
    const again = await approve().expect(422);
    expect(again.body.faults).toMatchObject([{ field: 'confirm', code: 'confirmApproval' }]);
    await approve({ confirm: true }).expect(200);
    await put(item(null)).expect(422);
  });

  it('is nothing to other towns, and described', async () => {
    const token = await bearer(app, await makeOrganization(app.db), 'owner');
    await app.http.get(`${PATH}?organization=${town.slug}`).set({ authorization: token }).expect(404);
    await app.http
      .put(PATH)
      .set({ authorization: token })
      .send({ ...year(), items: [] })
      .expect(404);
    await app.http
      .put(PATH)
      .set({ authorization: await bearer(app, town, 'viewer') })
      .send({})
      .expect(403);
    await app.http.get(PATH).expect(401);
    const { body } = await app.http.get('/api/openapi.json').expect(200);
    expect(Object.keys(body.paths[PATH])).toEqual(['get', 'put']);
  });
});
