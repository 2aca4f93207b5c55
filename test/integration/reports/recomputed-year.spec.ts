import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import {
  calendarPeriod,
  fiscalPeriod,
  freePeriod,
  halfPeriod,
  type Period,
  periodsBack,
  sincePeriod,
} from '../../../src/reports/domain/period.js';
import { FigureReports } from '../../../src/reports/figures/figure-reports.service.js';
import {
  GROUPINGS,
  type PeriodFigures,
  type PeriodReport,
  type ReportQuestion,
} from '../../../src/reports/figures/report.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeUpTowns } from './made-up-towns.js';
import { secondReading } from './second-reading.js';
import { type Asked, type Flaw, rawRows, SecondWay, type Slice } from './second-way.js';

const NOW = '2026-01-20T12:00:00+09:00';
const TODAY = '2026-01-20';
const ALL: ReportQuestion = {
  period: fiscalPeriod(2025),
  asOf: null,
  by: 'programme',
  before: 2,
  organization: null,
  programme: null,
  kind: null,
  venue: null,
  municipality: null,
};

describe('every figure of made-up years, computed a second way from the raw rows', () => {
  let app: TestApp;
  let towns: Organization[];
  let way: SecondWay;
  let principal: Principal;
  let programmes: Programme[];

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    towns = await makeUpTowns(app.db, 20250401);
    way = new SecondWay(await rawRows(app.db));
    programmes = way.raw.programmes.toSorted((a, b) => a.position - b.position);
    const roles = towns.slice(0, 2).map(({ id }) => [id, 'viewer'] as const);
    principal = new Principal('staff:reader', '職員', new Map(roles));
  });
  afterAll(() => app.close());

  function ask(question: Partial<ReportQuestion>): Promise<PeriodReport> {
    return app.nest.get(FigureReports).report(principal, { ...ALL, ...question });
  }

  function askedOf(question: ReportQuestion, flaw: Flaw | null): Asked[] {
    const { asOf, by, venue, municipality } = question;
    const cut = asOf === null || asOf >= TODAY ? new Date(NOW) : new Date(`${asOf}T24:00:00+09:00`);
    return periodsBack(question.period, question.before).map((period) => ({
      from: period.from,
      to: period.to,
      isFiscal: period.kind === 'fiscal',
      shift: Number(question.period.from.slice(0, 4)) - Number(period.from.slice(0, 4)),
      cut,
      today: asOf === null || asOf > TODAY ? TODAY : asOf,
      withResults:
        venue === null && municipality === null && ['programme', 'organization', 'kind'].includes(by),
      isAsOfPast: (year: number) => asOf === null || asOf >= `${year + 1}-03-31`,
      venue,
      municipality,
      flaw,
    }));
  }

  /** A programme and everything below it. */
  function below(id: string): string[] {
    return [id, ...programmes.filter(({ partOfId }) => partOfId === id).flatMap((part) => below(part.id))];
  }

  /** What every row and total of a report is made of. */
  function slices(report: PeriodReport): { name: string; slice: Slice; figures: readonly PeriodFigures[] }[] {
    const { question } = report;
    const hostedOf = report.rows.filter(({ hosted }) => hosted).map(({ programme }) => programme?.id);
    const chosen = programmes.filter(
      ({ id, organizationId, kind, slug }) =>
        (towns.slice(0, 2).some((town) => town.id === organizationId) || hostedOf.includes(id)) &&
        (question.organization === null ||
          hostedOf.includes(id) ||
          townOf(organizationId) === question.organization) &&
        (question.programme === null ||
          below(programmes.find((one) => one.slug === question.programme)?.id ?? '').includes(id)) &&
        (question.kind === null || kind === question.kind) &&
        slug !== '',
    );
    const own = chosen.filter(({ id }) => !hostedOf.includes(id));
    const ids = (list: readonly Programme[]) => list.map(({ id }) => id);
    const rows = report.rows.flatMap((row) => {
      const name = `${question.by} ${row.key}`;
      const id = row.programme?.id ?? '';
      if (question.by === 'programme') {
        const parts = below(id).filter((one) => ids(chosen).includes(one));
        return [
          { name, slice: { programmes: [id], isOwn: true }, figures: row.periods },
          ...(row.rolledUp
            ? [
                {
                  name: `${name} with its parts`,
                  slice: { programmes: parts, isOwn: false },
                  figures: row.rolledUp,
                },
              ]
            : []),
        ];
      }
      const members = own.filter((one) =>
        question.by === 'kind'
          ? one.kind === row.key
          : townOf(one.organizationId) === (row.organization?.slug ?? ''),
      );
      if (question.by === 'kind' || question.by === 'organization')
        return [{ name, slice: { programmes: ids(members), isOwn: false }, figures: row.periods }];
      const group = { by: question.by, key: row.key };
      const of = question.by === 'course' ? { members: [id] } : {};
      return [{ name, slice: { programmes: ids(own), isOwn: false, group, ...of }, figures: row.periods }];
    });
    const totals = report.totals.map(({ organization, periods }) => ({
      name: `total of ${organization.slug}`,
      slice: { programmes: ids(own.filter((one) => one.organizationId === organization.id)), isOwn: false },
      figures: periods,
    }));
    const whole = report.whole
      ? [{ name: 'everything', slice: { programmes: ids(own), isOwn: false }, figures: report.whole }]
      : [];
    return [...rows, ...totals, ...whole];
  }

  const townOf = (id: string) => towns.find((town) => town.id === id)?.slug;

  /** Names of the figures that differ; `seen` counts those compared, and the states that were met. */
  function differences(report: PeriodReport, flaw: Flaw | null, seen?: Map<string, number>): string[] {
    const asked = askedOf(report.question, flaw);
    const found: string[] = [];
    for (const { name, slice, figures } of slices(report)) {
      for (const [number, period] of figures.entries()) {
        const expected = secondReading(way, slice, asked[number] as Asked);
        const { measures, heads, records, reported, reportedLeftOut } = period;
        const sorted = (list: readonly { category: string }[]) =>
          list.toSorted((a, b) => a.category.localeCompare(b.category));
        const pairs: Record<string, [unknown, unknown]> = {
          heads: [sorted(heads), sorted(expected.heads)],
          records: [records, expected.records],
          reported: [reported, expected.reported],
          leftOut: [reportedLeftOut, expected.reportedLeftOut],
        };
        for (const [measure, figure] of Object.entries(measures)) {
          pairs[measure] = [figure, expected.measures[measure]];
          const state = `${measure} ${figure.state}`;
          seen?.set(state, (seen.get(state) ?? 0) + 1);
        }
        for (const [measure, [ours, theirs]] of Object.entries(pairs)) {
          if (!isSame(ours, theirs))
            found.push(
              `${name}, ${period.period.from}, ${measure}: ${JSON.stringify(ours)} not ${JSON.stringify(theirs)}`,
            );
        }
      }
    }
    return found;
  }

  function isSame(one: unknown, other: unknown): boolean {
    try {
      expect(one).toEqual(other);
      return true;
    } catch {
      return false;
    }
  }

  const PERIODS: readonly (readonly [string, Period, string | null])[] = [
    ['a fiscal year', fiscalPeriod(2025), null],
    ['a fiscal year that is over', fiscalPeriod(2024), null],
    ['a fiscal year as of a day in it', fiscalPeriod(2024), '2024-10-31'],
    ['a calendar year', calendarPeriod(2024), null],
    ['a half', halfPeriod(2024, 'second'), null],
    ['free days', freePeriod('2024-07-10', '2025-02-28'), null],
    ['what is cumulated', sincePeriod('2023-03-15', TODAY), null],
    ['what is cumulated as of a day', sincePeriod('2023-04-01', '2025-03-31'), '2025-03-31'],
  ];

  it.each(PERIODS)('agree to the last digit for %s, by each grouping', async (_, period, asOf) => {
    for (const by of GROUPINGS) {
      const report = await ask({ period, asOf, by });
      expect(report.rows.length).toBeGreaterThan(0);
      expect(differences(report, null)).toEqual([]);
    }
  });

  it('agree where the report is of one organization, programme, kind, venue or municipality', async () => {
    const whole = programmes.find(
      ({ position, organizationId }) => position === 0 && organizationId === towns[0]?.id,
    );
    const venue = way.raw.sessions.find(
      ({ venueId, organizationId }) => venueId && organizationId === towns[0]?.id,
    )?.venueId as string;
    const filters: Partial<ReportQuestion>[] = [
      { organization: towns[1]?.slug as string },
      { programme: whole?.slug as string },
      { kind: 'free_space' },
      { venue },
      { municipality: 'ひかり市' },
      { organization: towns[0]?.slug as string, municipality: 'みなと市', kind: 'lecture' },
    ];
    for (const filter of filters)
      for (const by of GROUPINGS)
        expect([
          filter,
          by,
          differences(await ask({ ...filter, by, period: fiscalPeriod(2024) }), null),
        ]).toEqual([filter, by, []]);
  });

  it('meet every state that a figure can have, and many numbers', async () => {
    const seen = new Map<string, number>();
    for (const [, period, asOf] of PERIODS)
      for (const by of ['programme', 'month'] as const)
        differences(await ask({ period, asOf, by }), null, seen);
    const states = [...seen.keys()];
    for (const state of [
      'counted',
      'partial',
      'unrecorded',
      'none',
      'cancelled',
      'unavailable',
      'reported',
      'suspended',
    ])
      expect(states).toContain(
        `attendances ${state}`.replace('attendances unavailable', 'uniquePeople unavailable'),
      );
    expect([...seen.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(5000);
  });

  it.each<[Flaw]>([
    ['a joint session counts for each programme'],
    ['only contacts are people'],
    ['those found to be the same stay apart'],
    ['those excused came'],
    ['what is not over is held'],
    ['walk-ins asked'],
    ['duplicates asked too'],
    ['who waited and got a seat still waits'],
    ['new to the programme is new'],
    ['seats of cancelled sessions were offered'],
    ['completions taken back stand'],
    ['reported years are counted twice'],
  ])('would not agree if %s', async (flaw) => {
    const report = await ask({});
    expect(differences(report, null)).toEqual([]);
    expect(differences(report, flaw)).not.toEqual([]);
  });
});
