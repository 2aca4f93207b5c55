import type { Cell, FigureLine, FigureTable } from './breakdown.js';

/** A number of which records are missing (一部記録なし). */
export function isPartialCell({ value, state }: Cell): boolean {
  return value !== null && state === 'partial';
}

/**
 * The lines whose numbers must be marked as lacking records. Where every line is so, the total says it for all of them: what a
 * period is made of lacks what the period lacks.
 */
export function partialLines({ lines, unknown, total }: FigureTable): readonly FigureLine[] {
  const flat = [...lines, ...(unknown ? [unknown] : [])].flatMap((line) => [line, ...line.children]);
  const partial = flat.filter(({ cells }) => cells.some(isPartialCell));
  const totals = total?.cells.some(isPartialCell) ? [total] : [];
  const isAll = flat.every(({ cells }) => cells.every((cell) => cell.value === null || isPartialCell(cell)));
  return totals.length > 0 && isAll ? totals : [...partial, ...totals];
}
