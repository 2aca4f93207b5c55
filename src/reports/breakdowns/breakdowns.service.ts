import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { DEFAULT_AGE_BANDS } from '../../programmes/domain/counting-file.js';
import { fiscalYearRange } from '../../shared/fiscal-year.js';
import { type Measures, measuresOf } from '../domain/measures.js';
import { classesOf, headsOf } from '../figures/classes.queries.js';
import { FigureReports } from '../figures/figure-reports.service.js';
import { resultsIn } from '../figures/period-figures.js';
import type { ReportQuestion } from '../figures/report.js';
import type { ResolvedQuestion } from '../figures/resolved-question.js';
import { SCOPE, Scopes } from '../figures/scopes.js';
import type { Names } from './axis-lines.js';
import {
  AXES,
  type Axis,
  BREAKDOWN_MEASURES,
  type Breakdown,
  type BreakdownMeasure,
  type Label,
} from './breakdown.js';
import {
  applicationsBy,
  attendancesBy,
  headsBy,
  peopleBy,
  type Telling,
  type Told,
  type ToldOnce,
} from './breakdown.queries.js';
import { breakdownTable, type Counted } from './breakdown-tables.js';

export interface BreakdownWish {
  /** Default: all. */
  readonly axes?: readonly Axis[];
  readonly measures?: readonly BreakdownMeasure[];
  /** Ages at which bands begin, ascending; default: those of the question, else of the organization. */
  readonly bands?: readonly number[];
}

interface Settings {
  readonly ageBands: readonly number[];
  readonly headCategories: readonly {
    readonly key: string;
    readonly label: string;
    readonly labelEn?: string;
  }[];
}

/** 内訳: attendances, people and applications of a period, told apart by who, where and how. */
@Injectable()
export class Breakdowns {
  constructor(private readonly reports: FigureReports) {}

  /**
   * One table for each axis and measure, in the order of `AXES` and within it of `BREAKDOWN_MEASURES`, of the sessions that are in the
   * report's total: each once, without those of programmes whose year the town reported itself.
   * @throws DomainError `unknown` where the organization, programme or venue is not one of the principal's
   */
  of(principal: Principal, question: ReportQuestion, wish: BreakdownWish = {}): Promise<Breakdown[]> {
    return this.reports.reading(async (tx) => {
      const asked = { ...question, by: 'programme' as const, before: 0 as const };
      return this.tables(tx, await this.reports.resolve(tx, principal, asked), wish);
    });
  }

  private async tables(
    tx: EntityManager,
    resolved: ResolvedQuestion,
    wish: BreakdownWish,
  ): Promise<Breakdown[]> {
    const { selection, question, shown, chosen } = resolved;
    const { axes = AXES, measures: wanted = BREAKDOWN_MEASURES } = wish;
    const { replaced, scopes } = scopesOf(resolved);
    const classes = await classesOf(tx, selection, 'programme');
    const inTotal = classes.filter((one) => scopes.ofClass(one).has(SCOPE.all));
    const settings = await settingsOf(
      tx,
      chosen.map(({ id }) => id),
    );
    const [own, ...others] = settings;
    // Several organizations may differ.
    const bands =
      wish.bands ?? question.bands ?? (own && others.length === 0 ? own.ageBands : DEFAULT_AGE_BANDS);
    const ids = new Set(shown.map(({ id }) => id));
    const isTold = (id: string) => ids.has(id) && !replaced.has(id);
    const telling: Telling = {
      selection,
      classes: inTotal.map((one) => one.class),
      programmes: inTotal.flatMap((one) =>
        [one.programmeId, ...one.alsoForIds].filter(isTold).map((id) => [one.class, id] as const),
      ),
      bands,
      municipality: question.municipality,
    };
    const heads = await headsBy(tx, telling);
    const attendances = await attendancesBy(tx, telling);
    const people = wanted.includes('people') ? await peopleBy(tx, telling) : [];
    const applications = wanted.includes('applications') ? await applicationsBy(tx, telling) : [];
    const classHeads = await headsOf(tx, selection, 'programme');
    const counted = scopes.sum({ classes: inTotal, heads: classHeads, people: [], completed: [] })(
      SCOPE.all,
      0,
    );
    const totals = measuresOf(
      {
        ...counted.counts,
        attendances: allOf(attendances),
        people: once(people),
        applications: once(applications),
      },
      {
        idle: null,
        severalOrganizations: counted.organizations.size > 1,
        ofMunicipality: question.municipality !== null,
        completable: null,
      },
    );
    const shared = {
      names: namesOf(
        resolved,
        settings,
        bands,
        await venueNames(tx, inTotal.length > 0 ? heads : [], attendances),
      ),
      heads: allOf(heads),
      column: {
        key: 'period',
        label: { from: question.period.from, until: question.period.to, asOf: false },
      },
    };
    const told: Record<BreakdownMeasure, Counted['told']> = {
      attendances: [...attendances, ...heads],
      people: people.filter(isLine),
      applications: applications.filter(isLine),
    };
    const of = (measure: BreakdownMeasure): Counted => ({
      ...shared,
      measure,
      total: totals[FIGURE[measure]],
      told: told[measure],
      notes: notesOf(measure, totals, shared.heads, replaced.size, question.municipality !== null),
    });
    const figures = wanted.map(of);
    return axes.flatMap((axis) => figures.map((one) => breakdownTable(axis, one)));
  }
}

const FIGURE = {
  attendances: 'attendances',
  people: 'uniquePeople',
  applications: 'applications',
} as const satisfies Record<BreakdownMeasure, keyof Measures>;

/** Which sessions are in the total of the report, as the report decides it. */
function scopesOf({ question, selection, shown, programme }: ResolvedQuestion) {
  const reading = {
    isWhole: question.municipality === null && question.venue === null,
    ofMunicipality: question.municipality !== null,
    tellsCompletions: false,
    isOver: (year: number) => question.asOf === null || question.asOf >= fiscalYearRange(year).to,
  };
  const used = selection.periods.flatMap((period, number) =>
    shown.flatMap((one) =>
      resultsIn(one, period, reading).used.map(({ fiscalYear }) => ({
        id: one.id,
        key: `${one.id} ${number} ${fiscalYear}`,
      })),
    ),
  );
  const keys = new Set(used.map(({ key }) => key));
  return {
    replaced: new Set(used.map(({ id }) => id)),
    scopes: new Scopes(shown, 'programme', keys, keys, programme !== null),
  };
}

function settingsOf(tx: EntityManager, organizations: readonly string[]): Promise<Settings[]> {
  return tx.query(
    `SELECT age_bands AS "ageBands", head_categories AS "headCategories" FROM organizations WHERE id = ANY ($1)
      ORDER BY name, id`,
    [organizations],
  );
}

/** Names of venues at which something was, those of other organizations too: joint sessions are held at them. */
function venueNames(
  tx: EntityManager,
  ...told: readonly (readonly Told[])[]
): Promise<{ key: string; text: string; textEn: string | null }[]> {
  const ids = told.flatMap((all) =>
    all.flatMap(({ axis, value }) => (axis === 'venue' && value ? [value] : [])),
  );
  return tx.query(
    `SELECT id AS key, name AS text, name_en AS "textEn" FROM venues WHERE id = ANY ($1::uuid[]) ORDER BY name, id`,
    [[...new Set(ids)]],
  );
}

function namesOf(
  { shown, programme }: ResolvedQuestion,
  settings: readonly Settings[],
  bands: readonly number[],
  venues: Names['venues'],
): Names {
  const categories = settings.flatMap(({ headCategories }) =>
    headCategories.map(({ key, label, labelEn }) => ({ key, text: label, textEn: labelEn ?? null })),
  );
  return {
    bands,
    venues,
    programmes: shown
      .filter(({ hosted }) => !hosted || programme !== null)
      .map(({ id, title, titleEn }) => ({ key: id, text: title, textEn: titleEn })),
    categories: categories.filter(
      (one, index) => categories.findIndex(({ key }) => key === one.key) === index,
    ),
  };
}

/** All that were counted: every one of them has a channel, heads too. */
function allOf(told: readonly Told[]): number {
  return told.filter(({ axis }) => axis === 'channel').reduce((sum, { count }) => sum + count, 0);
}

function once(told: readonly ToldOnce[]): number {
  return told.find(({ axis }) => axis === 'all')?.count ?? 0;
}

function isLine(told: ToldOnce): told is Told {
  return told.axis !== 'all';
}

function notesOf(
  measure: BreakdownMeasure,
  totals: Measures,
  heads: number,
  replaced: number,
  ofMunicipality: boolean,
): Label[] {
  const why = heads > 0 ? 'heads' : 'severalOrganizations';
  const isUnknowable = measure === 'people' && totals.uniquePeople.state === 'unavailable';
  return [
    ...(isUnknowable ? [{ key: `breakdowns.note.people.${why}` }] : []),
    ...(replaced > 0 ? [{ key: 'breakdowns.note.reported', params: { programmes: replaced } }] : []),
    ...(ofMunicipality && measure === 'attendances' ? [{ key: 'breakdowns.note.municipality' }] : []),
  ];
}
