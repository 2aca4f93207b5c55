import type { Wording } from '../../../programmes/plans/plan-words.js';
import type { FigureLine, FigureTable } from '../../breakdowns/breakdown.js';
import { labelWords } from '../../breakdowns/label-words.js';
import type { FigureTableDto, FigureTablesDto } from './figure-table.dto.js';

export function figureTablesJson(tables: readonly FigureTable[], wording: Wording): FigureTablesDto {
  return { items: tables.map((table) => tableJson(table, wording)), next: null };
}

function tableJson(table: FigureTable, wording: Wording): FigureTableDto {
  const words = (label: FigureTable['title']) => labelWords(label, wording);
  const line = (one: FigureLine): FigureTableDto['lines'][number] => ({
    key: one.key,
    label: words(one.label),
    cells: [...one.cells],
    apart: one.apart,
    children: one.children.map(line),
  });
  return {
    key: table.key,
    title: words(table.title),
    unit: words(table.unit),
    columns: table.columns.map(({ key, label }) => ({ key, label: words(label) })),
    lines: table.lines.map(line),
    unknown: table.unknown && line(table.unknown),
    total: table.total && line(table.total),
    exhaustive: table.exhaustive,
    notes: table.notes.map(words),
  };
}
