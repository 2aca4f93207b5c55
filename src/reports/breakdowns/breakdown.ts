import type { CivilDate } from '../../shared/civil-time.js';
import type { FigureState } from '../domain/plan-and-actual.js';

/**
 * What is written somewhere in a table: words of the message catalogues (`key`), somebody's own (`text`), which are Japanese
 * unless there are English ones, or days (`from` null: since nobody says when; `until` null: it goes on), `label-words.ts` says how.
 */
export type Label =
  | {
      readonly key: string;
      readonly params?: Readonly<Record<string, string | number>>;
      /** Dates among the facts of the sentence: they are written as the language does. */
      readonly dates?: Readonly<Record<string, CivilDate>>;
    }
  | { readonly text: string; readonly textEn?: string | null }
  | Days;

export interface Days {
  readonly from: CivilDate | null;
  readonly until: CivilDate | null;
  /** True: what there was on the day `until`. */
  readonly asOf: boolean;
}

/** One figure (I9): a number, or why there is none. */
export interface Cell {
  readonly value: number | null;
  readonly state: FigureState;
  /** 約: an estimate, or has one in it. */
  readonly approximate: boolean;
  /** The whole of which it is a part, as in 14/19市町; null: it is not that sort of figure. */
  readonly outOf: number | null;
}

/** One line of a table; `children` (one level) say what it is made of. */
export interface FigureLine {
  /** The same for the same line of every period. */
  readonly key: string;
  readonly label: Label;
  /** One for each of the table's columns. */
  readonly cells: readonly Cell[];
  readonly children: readonly FigureLine[];
  /** True: the figures of it are in another line too, or of another unit; it is not added. */
  readonly apart: boolean;
}

export interface FigureColumn {
  readonly key: string;
  readonly label: Label;
}

/**
 * Any table of figures of one unit: a breakdown, a trend over years, an entered tally, costs. One renderer shows them all.
 * Units are never mixed in a table.
 */
export interface FigureTable {
  /** Unique among the tables of one answer; an id of the page and the name of a sheet are made of it. */
  readonly key: string;
  readonly title: Label;
  /** 延べ, 実, 件, 回, 円, … */
  readonly unit: Label;
  readonly columns: readonly FigureColumn[];
  readonly lines: readonly FigureLine[];
  /** 不明; null: there is no such line. It is not among `lines`, and stands after them. */
  readonly unknown: FigureLine | null;
  /** 合計, of each column; null: the table has none. */
  readonly total: FigureLine | null;
  /** Whether lines and 不明 are together the total; null: nobody says, or it has no total. */
  readonly exhaustive: boolean | null;
  /** Sentences below the table: why it is not exhaustive, what is in 不明, where a figure is from. */
  readonly notes: readonly Label[];
}

/** By what attendances, people and applications are told apart. */
export const AXES = [
  'relation',
  'age',
  'municipality',
  'channel',
  'format',
  'venue',
  'programme',
  'weekday',
] as const;
export type Axis = (typeof AXES)[number];

/** 延べ (every attendance), 実 (every person once), 申込 (registrations). */
export const BREAKDOWN_MEASURES = ['attendances', 'people', 'applications'] as const;
export type BreakdownMeasure = (typeof BREAKDOWN_MEASURES)[number];

/** The figures of a period, told apart by one axis: one column for each measure would mix units, so one table each. */
export interface Breakdown extends FigureTable {
  readonly axis: Axis;
  readonly measure: BreakdownMeasure;
}

/** Points of a chart, beside the table that says the same in figures: null is a gap, never 0. */
export interface Series {
  readonly label: Label;
  readonly points: readonly (number | null)[];
  /** How each point is to be read: which nothing a null is. */
  readonly states: readonly FigureState[];
}

export interface ChartData {
  readonly title: Label;
  readonly unit: Label;
  /** Along the axis: years, or numbers of sessions. */
  readonly marks: readonly Label[];
  readonly series: readonly Series[];
}
