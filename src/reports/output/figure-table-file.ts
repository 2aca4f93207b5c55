import type { Wording } from '../../programmes/plans/plan-words.js';
import type { Cell, FigureLine, FigureTable, Label } from '../breakdowns/breakdown.js';
import { cellWords, labelWords } from '../breakdowns/label-words.js';
import { partialLines } from '../breakdowns/partial-marks.js';
import type { FileCell, FileTable } from './file-table.js';

/** The table as every file takes it: a line below its own, 不明 and 合計 last, and what is to be known of it below them. */
export function figureFileTable(table: FigureTable, wording: Wording): FileTable {
  const words = (label: Label) => labelWords(label, wording);
  const title = words(table.title);
  const cells = (line: { readonly cells: readonly Cell[] }): FileCell[] =>
    line.cells.map((cell) => fileCell(cell, wording));
  const blanks = table.columns.map(() => null);
  return {
    name: wording.t('figures.sheet.table', { title, unit: words(table.unit) }),
    columns: [
      { header: title, width: 32 },
      { header: wording.t('figures.unit'), width: 8 },
      ...table.columns.map(({ label }) => ({ header: words(label), width: 16, kind: 'whole' as const })),
    ],
    rows: [
      ...[
        ...table.lines,
        ...(table.unknown ? [table.unknown] : []),
        ...(table.total ? [table.total] : []),
      ].flatMap((line) => [
        [words(line.label), words(table.unit), ...cells(line)],
        ...line.children.map((child) => [
          wording.t('figures.child', { name: words(child.label) }),
          words(table.unit),
          ...cells(child),
        ]),
      ]),
      ...[...noteWords(table, wording), ...lineNotes(table, wording)].map((note) => [note, null, ...blanks]),
    ],
  };
}

/** Sentences below a table: whether its lines are the whole, and what its maker says of it. */
function noteWords({ exhaustive, notes }: FigureTable, wording: Wording): string[] {
  return [
    ...(exhaustive === null ? [] : [wording.t(`breakdowns.${exhaustive ? 'exhaustive' : 'notExhaustive'}`)]),
    ...notes.map((note) => labelWords(note, wording)),
  ];
}

function fileCell(cell: Cell, wording: Wording): FileCell {
  if (cell.value === null) return cell.state === 'none' ? null : wording.t(`reports.state.${cell.state}`);
  return cell.outOf === null ? cell.value : cellWords(cell, wording);
}

/** A number of a file stays a number; that it is about so, or that records are missing, is said below for every line that has one. */
function lineNotes(table: FigureTable, wording: Wording): string[] {
  const { lines, unknown, total } = table;
  const rough = [...lines, ...(unknown ? [unknown] : []), ...(total ? [total] : [])]
    .flatMap((line) => [line, ...line.children])
    .filter(({ cells }) => cells.some(({ value, approximate }) => value !== null && approximate));
  const note = (key: string, found: readonly FigureLine[]) => {
    const names = found.map(({ label }) => labelWords(label, wording));
    return names.length === 0 ? [] : [wording.t(key, { lines: names.join(wording.t('figures.comma')) })];
  };
  return [...note('figures.approximateLines', rough), ...note('figures.partialLines', partialLines(table))];
}
