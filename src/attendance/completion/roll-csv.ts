import { type CsvCell, csvText } from '../../platform/csv.js';
import type { Translate } from '../../platform/views/messages.js';
import type { RollRow } from './roll.queries.js';

/** Columns of the file, in their order. */
const COLUMNS = [
  'rollNumber',
  'name',
  'municipality',
  'enrolledOn',
  'endedOn',
  'active',
  'course',
  'completedOn',
  'attended',
  'sessions',
  'certificateNumber',
] as const;

/** 登録名簿 as a file for Excel; dates are civil, `2026-03-14`. */
export function rollCsv(
  entries: readonly (RollRow & { readonly isActive: boolean })[],
  t: Translate,
): string {
  const head = COLUMNS.map((column) => t(`completion.roll.column.${column}`));
  const records = entries.map((entry): CsvCell[] => [
    entry.rollNumber,
    entry.name ?? entry.nickname ?? t('completion.unnamed', { contact: entry.contact }),
    entry.municipality,
    entry.enrolledOn,
    entry.endedOn,
    t(`completion.roll.${entry.isActive ? 'active' : 'ended'}`),
    entry.course,
    entry.completedOn,
    entry.attended,
    entry.sessions,
    entry.certificateNumber,
  ]);
  return csvText([head, ...records], { isBeginning: true });
}
