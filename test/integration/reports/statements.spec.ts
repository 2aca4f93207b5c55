import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Principal } from '../../../src/organizations/principal.js';
import { fiscalPeriod } from '../../../src/reports/domain/period.js';
import { FigureReports } from '../../../src/reports/figures/figure-reports.service.js';
import { GROUPINGS } from '../../../src/reports/figures/report.js';
import { makeCourse, makeProgramme, makeSession, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** BEGIN, settings, COMMIT; organizations, hosts, programmes, venues; classes, heads, people, completions, names. */
const MOST = 14;

describe('the statements of a report', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2026-01-20T12:00:00+09:00' });
  });
  afterAll(() => app.close());

  it.each(GROUPINGS)('are as few by %s, however many programmes and sessions there are', async (by) => {
    const { organization } = await makeTerm(app.db, { dates: ['2025-04-14', '2024-05-12'] });
    const principal = new Principal('staff:reader', '職員', new Map([[organization.id, 'viewer']]));
    const nothing = { organization: null, programme: null, kind: null, venue: null, municipality: null };
    const question = { period: fiscalPeriod(2025), asOf: null, by, before: 2 as const, ...nothing };
    const count = async () => {
      const asked = jest.spyOn(pg.Client.prototype, 'query');
      await app.nest.get(FigureReports).report(principal, question);
      const calls = asked.mock.calls.length;
      asked.mockRestore();
      return calls;
    };
    const few = await count();
    for (let more = 0; more < 5; more++) {
      const course = await makeCourse(app.db, await makeProgramme(app.db, organization, { position: more }));
      for (const startsOn of ['2025-06-01', '2025-07-01']) await makeSession(app.db, course, { startsOn });
    }
    expect(await count()).toBe(few);
    expect(few).toBeGreaterThan(8);
    expect(few).toBeLessThanOrEqual(MOST);
  });

  it('cannot write, and see one state of the database', async () => {
    const figures = app.nest.get(FigureReports);
    const writing = figures.reading((tx) => tx.query(`UPDATE organizations SET name = 'x'`));
    await expect(writing).rejects.toThrow(/read-only/);
    const { organization } = await makeTerm(app.db, { dates: [] });
    const counts = await figures.reading(async (tx) => {
      const count = () =>
        tx.query('SELECT count(*)::int AS n FROM programmes WHERE organization_id = $1', [organization.id]);
      const before = await count();
      await makeProgramme(app.db, organization);
      return [before, await count()];
    });
    expect(counts[0]).toEqual(counts[1]);
  });
});
