import type { Wording } from '../../../programmes/plans/plan-words.js';
import type { Breakdown, ChartData, FigureLine } from '../../breakdowns/breakdown.js';
import { cellWords, labelWords } from '../../breakdowns/label-words.js';
import { type Chart, hasPoints } from './chart.js';

/** A line through years, or columns for the sessions of a course: of what has no number the words say which nothing it is. */
export function lineChart(
  data: ChartData,
  id: string,
  kind: 'lines' | 'columns',
  wording: Wording,
): Chart | null {
  const title = labelWords(data.title, wording);
  const chart: Chart = {
    kind,
    id,
    title,
    about: wording.t(`figures.chart.${kind === 'lines' ? 'lineAbout' : 'breakdownAbout'}`, {
      title,
      unit: labelWords(data.unit, wording),
    }),
    categories: data.marks.map((mark) => labelWords(mark, wording)),
    series: data.series.map(({ label, points, states }) => ({
      name: labelWords(label, wording),
      points: points.map((value, index) => ({
        value,
        words:
          value === null
            ? wording.t(`reports.state.${states[index] ?? 'none'}`)
            : wording.t('figures.whole', { value }),
      })),
    })),
  };
  const known = data.marks.filter((_, index) => data.series.some(({ points }) => points[index] != null));
  // One point is no line: its table says all of it.
  return known.length > (kind === 'lines' ? 1 : 0) ? chart : null;
}

/** Bars of a breakdown's lines in its latest column, 不明 last; null: nothing but one line, or no number. */
export function breakdownChart(breakdown: Breakdown, id: string, wording: Wording): Chart | null {
  const lines = [...breakdown.lines, ...(breakdown.unknown ? [breakdown.unknown] : [])];
  if (lines.length < 2 || breakdown.columns.length === 0) return null;
  const title = labelWords(breakdown.title, wording);
  const [column] = breakdown.columns;
  const chart: Chart = {
    kind: 'bars',
    id,
    title,
    about: wording.t('figures.chart.breakdownAbout', { title, unit: labelWords(breakdown.unit, wording) }),
    categories: lines.map(({ label }) => labelWords(label, wording)),
    series: [
      {
        name: column ? labelWords(column.label, wording) : title,
        points: lines.map(({ cells: [cell] }: FigureLine) => ({
          value: cell?.value ?? null,
          words: cell ? cellWords(cell, wording) : wording.t('reports.state.none'),
        })),
      },
    ],
  };
  return hasPoints(chart) ? chart : null;
}
