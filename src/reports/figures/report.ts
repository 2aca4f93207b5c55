import type { OwnCategory } from '../../attendance/domain/head-categories.js';
import type { Plan, PlannedTotal } from '../../programmes/domain/plan.js';
import type { CivilDate } from '../../shared/civil-time.js';
import type { Measures } from '../domain/measures.js';
import type { Period } from '../domain/period.js';
import type { Figure, YearStatus } from '../domain/plan-and-actual.js';

/** By what the rows of a report are told apart. */
export const GROUPINGS = ['programme', 'organization', 'kind', 'venue', 'course', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** A plan as reports compare with it. */
export interface ComparedPlan {
  /** As it was approved, where it was, else as it is; its status is that of today. */
  readonly plan: Plan | null;
  readonly isBaseline: boolean;
  /** The plan as it is, where it is no longer what was approved. */
  readonly planNow: Plan | null;
}

/** People counted by head, of one category; the category is a key of the organization's own, or of the usual four. */
export interface CategoryFigure {
  readonly category: string;
  readonly people: Figure;
}

/** Figures that towns reported themselves, of several programmes or years, which are in no measure beside them. */
export interface ReportedSum {
  /** Of how many programmes and years. */
  readonly results: number;
  /** Sum of those in 回; null: none has one. */
  readonly held: number | null;
  readonly attendances: number | null;
  /** True where one of them is approximate. */
  readonly approximate: boolean;
}

/** Everything about one row in one period. */
export interface PeriodFigures {
  readonly period: Period;
  /** Of a programme's own row in a fiscal year; without one, all null. */
  readonly planned: ComparedPlan;
  /** Of several programmes in a fiscal year: their plans added up by unit; empty otherwise. */
  readonly plannedSums: readonly PlannedTotal[];
  readonly status: YearStatus | null;
  readonly reason: string | null;
  readonly note: string | null;
  /** Unit of `held`: 回, or what the town reported in (件, 部). */
  readonly unit: string;
  readonly measures: Measures;
  /** By category, in no order; empty where no heads were counted. */
  readonly heads: readonly CategoryFigure[];
  /** Held sessions, and how many of them have a record; null where the town reported the year itself. */
  readonly records: { readonly held: number; readonly recorded: number } | null;
  /** To be shown beside the measures, which do not have it; null: nothing was reported. */
  readonly reported: ReportedSum | null;
  /** Results that towns reported of years of which only a part is asked: they cannot be divided, and the records stand. */
  readonly reportedLeftOut: number;
}

export interface NamedOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
  /** Its own categories of head counts; empty: the usual four. */
  readonly headCategories: readonly OwnCategory[];
}

export interface NamedProgramme {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
}

/** One row: its own figures, and those of a programme together with its parts. */
export interface ReportGroup {
  /** The same in every report: slug of the programme or organization, kind, id of venue or course, `2025-04`; `none` without venue. */
  readonly key: string;
  /** In the organization's words; null of a kind or a month, which the catalogue names, and of sessions without a venue. */
  readonly title: string | null;
  readonly titleEn: string | null;
  /** Null where several organizations may be in it. */
  readonly organization: NamedOrganization | null;
  /** Of programmes and courses. */
  readonly programme: NamedProgramme | null;
  /** Slug of the programme of which it is a part. */
  readonly partOf: string | null;
  /** Another organization's, hosted together with one of the reader's: in no total. */
  readonly hosted: boolean;
  /** The period asked for, and those before it, the latest first. */
  readonly periods: readonly PeriodFigures[];
  /** The same with all its parts, each session once; null where it has none. */
  readonly rolledUp: readonly PeriodFigures[] | null;
}

export interface ReportTotal {
  readonly organization: NamedOrganization;
  readonly periods: readonly PeriodFigures[];
}

/** What is asked. Slugs and ids are looked up within what the reader may see. */
export interface ReportQuestion {
  readonly period: Period;
  /** Figures as of the end of this day in Japan; null: as of now. */
  readonly asOf: CivilDate | null;
  readonly by: Grouping;
  /** Periods before it to show beside it. */
  readonly before: 0 | 1 | 2;
  /** Slug; null: all of the reader's. */
  readonly organization: string | null;
  /** Slug of a programme, which stands with all its parts; null: all. */
  readonly programme: string | null;
  readonly kind: string | null;
  /** Id of a venue of the organizations. */
  readonly venue: string | null;
  /** Of those who registered, as written in their registrations. */
  readonly municipality: string | null;
  /** Ages (years) at which bands of 年代 begin, ascending; left out: the organization's. Figures do not change with them. */
  readonly bands?: readonly number[];
}

/** What a report is of: known before anything is counted. */
export interface ReportFrame {
  readonly question: ReportQuestion;
  /** The period asked for, and those before it, the latest first. */
  readonly periods: readonly Period[];
  /** The instant as of which figures are: the end of the day asked for, or now where that is earlier. */
  readonly asOf: Date;
  /** Every organization that the reader may choose. */
  readonly organizations: readonly NamedOrganization[];
  /** The one that was chosen. */
  readonly organization: NamedOrganization | null;
  /** Where its programme was chosen: that one. */
  readonly programme: NamedProgramme | null;
  /** What else may be chosen. */
  readonly choices: {
    readonly programmes: readonly (NamedProgramme & { readonly organizationId: string })[];
    readonly venues: readonly {
      readonly id: string;
      readonly name: string;
      readonly nameEn: string | null;
    }[];
  };
}

export interface PeriodReport extends ReportFrame {
  readonly rows: readonly ReportGroup[];
  /** Of each organization shown that has programmes, its own ones only, each session once. */
  readonly totals: readonly ReportTotal[];
  /** Of all of them together, or of the chosen programme of somebody else; null where there is one total, or none. */
  readonly whole: readonly PeriodFigures[] | null;
}
