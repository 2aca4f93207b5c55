import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../../src/programmes/session.entity.js';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import {
  makeParty,
  makePlan,
  makeReportedResult,
  recordAttendance,
} from '../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeTerm,
} from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { ReportedRow } from './reported-row.js';

const NOW = '2026-01-20T12:00:00+09:00';

describe('the figures of a fiscal year', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
  });
  afterAll(() => app.close());

  async function report(
    organization: Parameters<typeof bearer>[1],
    query = 'fiscalYear=2025',
  ): Promise<ReportedRow[]> {
    const authorization = await bearer(app, organization, 'viewer');
    const { body } = await app.http
      .get(`/api/v1/staff/reports/attendance?${query}`)
      .set({ authorization })
      .expect(200);
    return body.items;
  }

  it('counts a running session once it is recorded, and neither coming nor cancelled ones', async () => {
    const { organization, programme, course, sessions } = await makeTerm(app.db, {
      dates: ['2026-01-13', '2026-01-27'],
    });
    const running = await makeSession(app.db, course, {
      startsOn: '2026-01-20',
      startTime: '11:00',
      endTime: '13:00',
    });
    await makePool(app.db, running);
    const before = await report(organization);
    expect(before[0]?.held).toMatchObject({ value: 1, state: 'counted' });
    const { places } = await makeParty(app.db, [running], { people: 3 });
    await recordAttendance(app.db, running, [{ place: places[0] as Place, mark: 'attended', people: 3 }]);
    const [row] = await report(organization);
    expect(row?.held.value).toBe(2);
    expect(row?.attendances).toEqual({ value: 3, state: 'partial' });
    expect([sessions.length, row?.programme.slug]).toEqual([2, programme.slug]);
  });

  it('puts a session into the fiscal year of its date: 31 March and 1 April are two years', async () => {
    const { organization } = await makeTerm(app.db, { dates: ['2025-03-31', '2025-04-01'] });
    const [row] = await report(organization);
    expect([row?.held.value, row?.before[0]?.held.value]).toEqual([1, 1]);
  });

  it('knows nothing of a year whose sessions have no dates yet, and counts only dated ones beside them', async () => {
    const { organization, programme, course } = await makeTerm(app.db, { dates: [] });
    for (const status of ['scheduled', 'cancelled'] as const) {
      await makeSession(app.db, course, { startsOn: null, dateText: '秋ごろ', status });
    }
    await makeReportedResult(app.db, programme, { fiscalYear: 2024, held: 8, attendances: 105 });
    expect((await report(organization))[0]).toMatchObject({
      held: { value: null, state: 'none' },
      cancelled: null,
      attendances: { value: null, state: 'none' },
      line: '⑥8回／延べ105人参加',
    });
    await makeSession(app.db, course, { startsOn: '2025-05-10' });
    expect((await report(organization))[0]).toMatchObject({ held: { value: 1 }, cancelled: 0 });
  });

  it('keeps 0, 記録なし and 中止 apart, in JSON as in CSV', async () => {
    const organization = await makeOrganization(app.db);
    for (const [position, title] of ['0人', '記録なし', '中止'].entries()) {
      const programme = await makeProgramme(app.db, organization, { position, title });
      const course = await makeCourse(app.db, programme);
      const status = title === '中止' ? 'cancelled' : 'scheduled';
      const session = await makeSession(app.db, course, { startsOn: '2025-05-10', status });
      if (title === '0人') await recordAttendance(app.db, session, [], { self: 0 });
    }
    const rows = await report(organization);
    expect(rows.map((row) => row.attendances)).toEqual([
      { value: 0, state: 'counted' },
      { value: null, state: 'unrecorded' },
      { value: null, state: 'cancelled' },
    ]);
    expect(rows.map((row) => row.uniquePeople)).toEqual(rows.map((row) => row.attendances));
  });

  it('says 算出不可 for people as soon as one head was counted, and not for a counted 0', async () => {
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const { places } = await makeParty(app.db, sessions, { people: 2 });
    const [first, second] = sessions as [Session, Session];
    await recordAttendance(app.db, first, [{ place: places[0] as Place, mark: 'attended', people: 2 }], {
      other: 0,
    });
    expect((await report(organization))[0]).toMatchObject({ uniquePeople: { value: 2, state: 'partial' } });
    await recordAttendance(app.db, second, [{ place: places[1] as Place, mark: 'late', people: 1 }], {
      other: 4,
    });
    expect((await report(organization))[0]).toMatchObject({
      attendances: { value: 7, state: 'counted' },
      uniquePeople: { value: null, state: 'unavailable' },
    });
  });

  it('prints the council line from plans, reported years and counted ones', async () => {
    const { organization, programme, sessions } = await makeTerm(app.db, {
      dates: ['2024-04-08', '2024-05-13'],
    });
    await makePlan(app.db, programme, { fiscalYear: 2025, planned: 12, qualifier: 'about' });
    await makeReportedResult(app.db, programme, { fiscalYear: 2023, held: 3, attendances: 17 });
    const { places } = await makeParty(app.db, sessions, { people: 2 });
    for (const [index, session] of sessions.entries()) {
      await recordAttendance(app.db, session, [
        { place: places[index] as Place, mark: 'attended', people: 2 },
      ]);
    }
    expect((await report(organization))[0]?.line).toBe('12回程度（⑥2回／延べ4人参加、⑤3回／延べ17人参加）');
  });

  it('shows the organizations of the principal and no other', async () => {
    const own = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const other = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const rows = await report(own.organization);
    expect(rows.map((row) => row.programme.slug)).toEqual([own.programme.slug]);
    const authorization = await bearer(app, own.organization, 'owner');
    const path = '/api/v1/staff/reports/attendance?fiscalYear=2025&organization=';
    await app.http
      .get(path + other.organization.slug)
      .set({ authorization })
      .expect(404);
    await app.http.get(`${path}no-such-town`).set({ authorization }).expect(404);
    await app.http
      .get(path + own.organization.slug)
      .set({ authorization })
      .expect(200);
    await app.http.get(path).expect(401);
  });

  it.each([
    ['format=pdf', 'format', 'json, csv, xlsx'],
    ['fiscalYear=soon', 'fiscalYear', undefined],
    ['fiscalYear=1', 'fiscalYear', undefined],
  ])('refuses %s and says what is allowed', async (query, field, allowed) => {
    const { organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const authorization = await bearer(app, organization, 'viewer');
    const { body } = await app.http
      .get(`/api/v1/staff/reports/attendance?${query}`)
      .set({ authorization })
      .expect(400);
    expect(body.faults).toMatchObject([{ field, ...(allowed ? { params: { allowed } } : {}) }]);
  });
});
