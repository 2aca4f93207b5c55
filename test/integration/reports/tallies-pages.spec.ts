import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import { CostTables } from '../../../src/reports/breakdowns/cost-tables.service.js';
import { fiscalPeriod, freePeriod } from '../../../src/reports/domain/period.js';
import type { ReportQuestion } from '../../../src/reports/figures/report.js';
import { Tally } from '../../../src/reports/tallies/tally.entity.js';
import { TallyTables } from '../../../src/reports/tallies/tally-report.service.js';
import { makeTerm } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const FORM = {
  axis: '相談経路',
  unit: '件',
  qualifier: 'none',
  kind: 'flow',
  startsOn: '2024-04-01',
  endsOn: '2025-03-31',
  total: '',
  exhaustive: 'no',
  note: '',
  source: '',
};
const ROUTES = {
  'lines.0.label': '本人による相談',
  'lines.0.figure': '138',
  'lines.1.label': '対面',
  'lines.1.figure': '１１９',
  'lines.1.part': '1',
  'lines.2.label': '電話',
  'lines.2.figure': '14',
  'lines.2.part': '1',
  'lines.3.label': '家族のみによる相談',
  'lines.3.figure': '約125',
};
const QUESTION: ReportQuestion = {
  period: fiscalPeriod(2024),
  asOf: null,
  by: 'programme',
  before: 0,
  organization: null,
  programme: null,
  kind: null,
  venue: null,
  municipality: null,
};

describe('pages of figures that staff type in, and of costs', () => {
  let app: TestApp;
  let organization: Organization;
  let sessionId: string;
  let staff: StaffBrowser;
  let principal: Principal;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
    const term = await makeTerm(app.db, { dates: ['2024-05-12', '2025-04-20'] });
    organization = term.organization;
    sessionId = term.sessions[0]!.id;
    staff = await signInAs(app, organization, 'organizer');
    principal = new Principal('staff:x', 'x', new Map([[organization.id, 'viewer' as const]]));
  });
  afterAll(() => app.close());

  const tallies = () => app.db.getRepository(Tally).find({ order: { startsOn: 'ASC' } });
  const report = async (more: Partial<ReportQuestion> = {}) =>
    app.nest.get(TallyTables).of(principal, { ...QUESTION, ...more });

  it('begin with the running fiscal year', async () => {
    const { text } = await staff.get('/staff/tallies/new');
    expect(text).toContain('value="2025-04-01"');
    expect(text).toContain('value="2026-03-31"');
  });

  it('show what is wrong beside its row, and lose nothing', async () => {
    const { status, text } = await staff.post('/staff/tallies/new', {
      ...FORM,
      ...ROUTES,
      organization: organization.slug,
      'lines.3.figure': 'たくさん',
    });
    expect(status).toBe(422);
    expect(text).toContain('href="#lines.3.figure"');
    expect(text).toContain('value="たくさん"');
    expect(text).toContain('value="１１９"');
    expect(await tallies()).toHaveLength(0);
  });

  it('give more rows without saving', async () => {
    const { status, text } = await staff.post('/staff/tallies/new', {
      ...FORM,
      ...ROUTES,
      organization: organization.slug,
      more: 'lines',
    });
    expect(status).toBe(200);
    expect(text).toContain('name="lines.6.label"');
    expect(await tallies()).toHaveLength(0);
  });

  it('keep a table with its parts, once however often the button is pressed', async () => {
    const sent = { ...FORM, ...ROUTES, organization: organization.slug };
    const first = await staff.post('/staff/tallies/new', sent);
    const again = await staff.post('/staff/tallies/new', sent);
    expect([first.status, again.status]).toEqual([303, 303]);
    expect(again.headers.location).toBe(first.headers.location);
    expect(await tallies()).toHaveLength(1);
    const other = await staff.post('/staff/tallies/new', { ...sent, 'lines.0.figure': '139' });
    expect(other.status).toBe(422);
    expect(other.text).toContain('もうあります');
    const { text } = await staff.get('/staff/tallies');
    expect(text).toContain('約125');
    expect(text).toContain('令和6（2024）年度');
  });

  it('join what two people change at once, and tell of what they both changed', async () => {
    const [tally] = await tallies();
    const path = `/staff/tallies/${tally!.id}`;
    const was = Object.fromEntries(
      Object.entries({ ...FORM, ...ROUTES, 'lines.1.figure': '119' }).map(([name, value]) => [
        `was.${name}`,
        value,
      ]),
    );
    const base = { ...FORM, ...ROUTES, 'lines.1.figure': '119', ...was };
    expect((await staff.post(path, { ...base, note: '主なもの' })).status).toBe(303);
    expect((await staff.post(path, { ...base, 'lines.2.figure': '15' })).status).toBe(303);
    const { text } = await staff.get(path);
    expect(text).toContain('主なもの');
    expect(text).toContain('value="15"');
    expect((await staff.post(path, { ...base, 'lines.2.figure': '16' })).status).toBe(409);
  });

  it('offer the same lines for the next year, without figures', async () => {
    const [tally] = await tallies();
    const { text } = await staff.get(`/staff/tallies/new?copy=${tally!.id}`);
    expect(text).toContain('value="2025-04-01"');
    expect(text).toContain('value="家族のみによる相談"');
    expect(text).not.toContain('value="138"');
  });

  it('are in the report of their period, the years before beside them', async () => {
    await staff.post('/staff/tallies/new', {
      ...FORM,
      organization: organization.slug,
      startsOn: '2023-04-01',
      endsOn: '2024-03-31',
      'lines.0.label': '本人による相談',
      'lines.0.figure': '100',
    });
    const [table, ...more] = await report();
    expect(more).toEqual([]);
    expect(table?.columns.map(({ label }) => label)).toEqual([
      { from: '2023-04-01', until: '2024-03-31', asOf: false },
      { from: '2024-04-01', until: '2025-03-31', asOf: false },
    ]);
    expect(table?.lines[0]?.cells.map(({ value }) => value)).toEqual([100, 138]);
    expect(table?.lines[1]?.cells.map(({ state }) => state)).toEqual(['none', 'reported']);
    expect((await report({ period: fiscalPeriod(2023) }))[0]?.columns).toHaveLength(1);
    expect(await report({ period: fiscalPeriod(2022) })).toEqual([]);
    // A part of a year has not what is known of the whole only.
    expect(await report({ period: freePeriod('2024-07-01', '2025-03-31') })).toEqual([]);
    expect(await report({ municipality: 'ひかり市' })).toEqual([]);
  });

  it('are taken away by a button of their own', async () => {
    const [tally] = await tallies();
    expect((await staff.post(`/staff/tallies/${tally!.id}`, { act: 'remove' })).status).toBe(303);
    expect(await tallies()).toHaveLength(1);
  });

  describe('costs of a session', () => {
    const path = () => `/staff/sessions/${sessionId}/costs`;

    it('are sums, or so many at so much: 4,500 for each person and day', async () => {
      const wrong = await staff.post(path(), {
        'items.0.label': '補助',
        'items.0.quantity': '3',
        'items.1.label': '謝礼',
        'items.1.yen': 'たくさん',
      });
      expect(wrong.status).toBe(422);
      expect(wrong.text).toContain('href="#items.1.yen"');
      const half = await staff.post(path(), { 'items.0.label': '補助', 'items.0.quantity': '3' });
      expect(half.text).toContain('href="#items.0.unitPrice"');
      const saved = await staff.post(path(), {
        'items.0.label': '補助',
        'items.0.quantity': '3',
        'items.0.unitPrice': '４,500',
        'items.1.label': '講師謝礼',
        'items.1.yen': '20,000',
      });
      expect(saved.status).toBe(303);
      expect((await staff.get(path())).text).toContain('33,500円');
      const [entry] = await app.db.getRepository(AuditEntry).findBy({ action: 'session.costs_recorded' });
      expect(entry?.after).toMatchObject({ costs: [{ label: '補助', yen: 13500 }, { yen: 20000 }] });
    });

    it('are read by viewers, and by nobody else', async () => {
      const url = `/api/v1${path()}`;
      const viewer = await bearer(app, organization, 'viewer');
      const answer = await app.http.get(url).set({ authorization: viewer });
      expect(answer.body).toMatchObject({ session: sessionId, total: 33500 });
      expect((await app.http.put(url).set({ authorization: viewer }).send({ items: [] })).status).toBe(403);
      const stranger = await bearer(app, (await makeTerm(app.db, { dates: [] })).organization);
      expect((await app.http.get(url).set({ authorization: stranger })).status).toBe(404);
      expect((await app.http.put(url).set({ authorization: stranger }).send({ items: [] })).status).toBe(404);
    });

    it('are summed in the report of their period', async () => {
      const [table] = await app.nest.get(CostTables).of(principal, QUESTION);
      expect(table?.total?.cells[0]?.value).toBe(33500);
      expect(table?.lines[0]?.children.map(({ key, cells }) => [key, cells[0]?.value])).toEqual([
        ['講師謝礼', 20000],
        ['補助', 13500],
      ]);
      expect(
        await app.nest.get(CostTables).of(principal, { ...QUESTION, period: fiscalPeriod(2025) }),
      ).toEqual([]);
    });
  });
});
