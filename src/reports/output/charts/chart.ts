/** One series of a chart: its name, and for each category the number with the words that stand beside it. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

/** Null is no number (記録なし, 中止, 算出不可), which is not 0: a bar shows only its words, a line is interrupted. */
export interface ChartPoint {
  readonly value: number | null;
  readonly words: string;
}

/**
 * A picture of figures that also stand in a table. `bars` lie, one group below the other, for long names; `columns` stand, for
 * the sessions of a course in their order; `lines` go through the years.
 */
export interface Chart {
  readonly kind: 'bars' | 'columns' | 'lines';
  /** Unique in its page: letters, digits and hyphens. */
  readonly id: string;
  /** Read aloud in place of the picture. */
  readonly title: string;
  readonly about: string;
  readonly categories: readonly string[];
  /** At most four can be told apart without colour; the first is the one that matters. */
  readonly series: readonly ChartSeries[];
}

/** Whether there is anything to draw. */
export function hasPoints({ series }: Pick<Chart, 'series'>): boolean {
  return series.some(({ points }) => points.some(({ value }) => value !== null));
}
