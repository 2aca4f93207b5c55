import type { FormValues } from '../../platform/http/edited-form.js';
import { parse } from '../../platform/http/validation.js';
import { filledRows } from '../../programmes/editing/submitted-form.js';
import { addMonths } from '../../shared/civil-time.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import type { TallyFacts, TallyFigure } from '../domain/tally.js';
import { TallyDto } from './tally.dto.js';
import { flatLines } from './tally-tables.js';

export const TALLY_LISTS = {
  lines: { fields: ['label', 'figure', 'part'], identity: ['label'], manners: ['part'], blanks: 4 },
} as const;

export const TALLY_TEXTS = ['programme', 'axis', 'unit', 'qualifier', 'kind', 'startsOn', 'endsOn'] as const;
const YES_NO = { yes: true, no: false } as const;

/** A figure as one types it: 119, 10,000, 約120, 14/19; empty: 記録なし. */
const FIGURE = /^(約)?([\d,]{1,13})(?:\/([\d,]{1,13}))?$/;

/** A table as plain text by field; without one, the fields of a new one. */
export function tallyForm(
  tally: (TallyFacts & { readonly programme: { readonly slug: string } | null }) | null,
): FormValues {
  const given = tally ?? null;
  return {
    programme: given?.programme?.slug ?? '',
    axis: given?.axis ?? '',
    unit: given?.unit ?? '',
    qualifier: given?.qualifier ?? 'none',
    kind: given?.kind ?? 'flow',
    startsOn: given?.startsOn ?? '',
    endsOn: given?.endsOn ?? '',
    cumulative: given?.cumulative ? '1' : '',
    total: String(given?.total ?? ''),
    exhaustive: given?.exhaustive === true ? 'yes' : given?.exhaustive === false ? 'no' : '',
    note: given?.note ?? '',
    source: given?.source ?? '',
    ...Object.fromEntries(
      flatLines(given?.lines ?? []).flatMap((line, index) => [
        [`lines.${index}.label`, line.label],
        [`lines.${index}.figure`, figureText(line)],
        [`lines.${index}.part`, line.isPart ? '1' : ''],
      ]),
    ),
  };
}

/** The same table a year later, without its figures: what is typed in every April. */
export function nextYearForm(
  tally: TallyFacts & { readonly programme: { readonly slug: string } | null },
): FormValues {
  const later = (date: string | null) => (date === null ? null : addMonths(date, 12));
  const blank = <F extends TallyFigure>(figure: F) => ({ ...figure, value: null, approximate: false });
  return tallyForm({
    ...tally,
    startsOn: tally.cumulative ? tally.startsOn : later(tally.startsOn),
    endsOn: later(tally.endsOn),
    total: null,
    note: null,
    lines: tally.lines.map((line) => ({ ...blank(line), outOf: null, parts: line.parts.map(blank) })),
  });
}

/**
 * What is typed, as the same request that JSON sends.
 * @throws DomainError `invalid`, with the fields as the form names them
 */
export function readTally(values: FormValues): TallyDto {
  const rows = filledRows(values, 'lines', TALLY_LISTS).map(({ row }) => row);
  const faults: Fault[] = [];
  const lines: { label: string; parts: object[] }[] = [];
  for (const [index, row] of rows.entries()) {
    const figure = readFigure(row.figure ?? '');
    if (!figure) faults.push({ field: `lines.${index}.figure`, code: 'tallyFigure' });
    const line = { label: row.label ?? '', ...figure };
    const above = lines.at(-1);
    if (row.part !== '1') lines.push({ ...line, parts: [] });
    else if (above) above.parts.push(line);
    else faults.push({ field: `lines.${index}.part`, code: 'tallyPartOfNothing' });
  }
  if (faults.length > 0) throw new DomainError('invalid', { faults });
  const request = {
    ...Object.fromEntries(TALLY_TEXTS.map((field) => [field, values[field] ?? ''])),
    cumulative: values.cumulative === '1',
    total: numberOr(values.total ?? ''),
    exhaustive: YES_NO[values.exhaustive as keyof typeof YES_NO] ?? null,
    note: values.note ?? '',
    source: values.source ?? '',
    lines,
  };
  return inRows(values, () => parse(TallyDto, request));
}

/** Runs what refuses a table as JSON sends it, and names its fields as the form's rows do. */
export function inRows<T>(values: FormValues, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw renamed(values, error);
  }
}

/** The same of an act that takes its time, and may bring the form together with what is saved meanwhile. */
export async function inRowsAsync<T>(values: () => FormValues, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw renamed(values(), error);
  }
}

function renamed(values: FormValues, error: unknown): unknown {
  if (!(error instanceof DomainError) || error.code !== 'invalid' || !error.details.faults) return error;
  const rows = filledRows(values, 'lines', TALLY_LISTS).map(({ row }) => row.part === '1');
  const faults = error.details.faults.map((fault) => ({ ...fault, field: rowField(fault.field, rows) }));
  return new DomainError('invalid', { faults });
}

/** `lines.1.parts.0.value` is the third row of a form whose first two lines have no parts. */
function rowField(field: string, rows: readonly boolean[]): string {
  const path = field.replace(/^items\.\d+\./, '');
  const found = /^lines\.(\d+)(?:\.parts\.(\d+))?(?:\.(\w+))?$/.exec(path);
  if (!found) return path;
  const [, line, part, name] = found;
  const starts = rows.flatMap((isPart, index) => (isPart ? [] : [index]));
  const row = (starts[Number(line)] ?? 0) + (part === undefined ? 0 : Number(part) + 1);
  return `lines.${row}.${name === 'label' ? 'label' : 'figure'}`;
}

function figureText({ value, approximate, outOf }: TallyFigure): string {
  if (value === null) return '';
  return `${approximate ? '約' : ''}${value}${outOf === null ? '' : `/${outOf}`}`;
}

/** @returns null where it is no figure */
function readFigure(text: string): Omit<TallyFigure, 'label'> | null {
  const plain = text.normalize('NFKC').replaceAll(' ', '');
  if (plain === '') return { value: null, approximate: false, outOf: null };
  const found = FIGURE.exec(plain);
  if (!found) return null;
  const number = (digits: string) => Number(digits.replaceAll(',', ''));
  return {
    value: number(found[2] ?? ''),
    approximate: found[1] !== undefined,
    outOf: found[3] === undefined ? null : number(found[3]),
  };
}

/** Digits as people type them (１，２３４) are a number; an empty field is none; anything else is for the validator to refuse. */
function numberOr(text: string): number | string | null {
  const plain = text.normalize('NFKC').replaceAll(',', '').trim();
  if (plain === '') return null;
  return /^\d{1,12}$/.test(plain) ? Number(plain) : text;
}
