import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import type { Fault } from '../../shared/domain-error.js';
import { type Plan, SESSIONS_UNIT, takenOver } from '../domain/plan.js';
import type { PlanRow, PlanTable } from './plan-tables.js';

/** Fields of a row, in the order of the table. */
export const PLAN_FIELDS = [
  'planned',
  'plannedMax',
  'qualifier',
  'unit',
  'status',
  'reason',
  'text',
] as const;
type PlanField = (typeof PLAN_FIELDS)[number];
/** Fields that a row without a plan shows filled in. */
const PRESET: Readonly<Partial<Record<PlanField, string>>> = { qualifier: 'exact', unit: SESSIONS_UNIT };
const PREFIX = 'plan.';

/** Name of a field of the form. */
export function planField(programmeId: string, field: PlanField): string {
  return `${PREFIX}${programmeId}.${field}`;
}

/** The saved plans in the words of the form, of the rows that the reader may edit. */
export function formOf({ rows }: PlanTable): FormValues {
  return Object.assign({}, ...rows.filter(({ mayEdit }) => mayEdit).map((row) => rowForm(row.id, row.plan)));
}

/** Reads the table's fields and what each was; line ends and digits as keyboards write them (１２) are made plain. */
export function readPlans(body: unknown): { readonly values: FormValues; readonly base: FormValues } {
  const { values, base } = readForm(body);
  const plain = (form: FormValues) =>
    Object.fromEntries(
      Object.entries(form).flatMap(([name, value]) => {
        if (!name.startsWith(PREFIX)) return [];
        const text = value.replaceAll('\r\n', '\n').trim();
        return [[name, /\.planned(Max)?$/.test(name) ? text.normalize('NFKC').replaceAll(',', '') : text]];
      }),
    );
  return { values: plain(values), base: plain(base) };
}

/** One entry of the request that the shared DTO reads. */
interface Item {
  readonly programme: string;
  readonly plan: Readonly<Record<string, string | null>> | null;
}

/**
 * What the form asks for, for the rows in which it differs from what is saved. A row in which nothing is written is no
 * plan; one with a plan and no status is 継続.
 */
export function itemsOf(values: FormValues, table: PlanTable): Item[] {
  const saved = formOf(table);
  return table.rows
    .filter(({ id, mayEdit }) => mayEdit && PLAN_FIELDS.some((field) => differs(values, saved, id, field)))
    .map(({ id }) => ({ programme: id, plan: isBlank(values, id) ? null : planOf(values, id) }));
}

/** Faults by the name of the form's field; what belongs to none is under ''. */
export function faultsByField(faults: readonly Fault[], items: readonly Item[]): ReadonlyMap<string, Fault> {
  return new Map(
    faults.map((fault) => {
      const [, index, field] = /^items\.(\d+)\.plan\.(\w+)$/.exec(fault.field) ?? [];
      const item = index === undefined ? undefined : items[Number(index)];
      return [item ? planField(item.programme, field as PlanField) : '', fault];
    }),
  );
}

/** The form with last year's plans in the rows that have none yet, and how many those are. Nothing is saved by it. */
export function withLastYear(
  values: FormValues,
  { rows }: PlanTable,
): { readonly values: FormValues; readonly copied: number } {
  const copies = rows.flatMap((row) => {
    const plan = takenOver(row.lastPlan, row.status);
    return row.mayEdit && plan && isBlank(values, row.id) ? [rowForm(row.id, plan)] : [];
  });
  return { values: Object.assign({}, values, ...copies), copied: copies.length };
}

function rowForm(id: PlanRow['id'], plan: Plan | null): FormValues {
  return Object.fromEntries(
    PLAN_FIELDS.map((field) => [
      planField(id, field),
      plan ? (plan[field]?.toString().replaceAll('\r\n', '\n').trim() ?? '') : (PRESET[field] ?? ''),
    ]),
  );
}

function differs(values: FormValues, saved: FormValues, id: string, field: PlanField): boolean {
  const name = planField(id, field);
  return (values[name] ?? '') !== (saved[name] ?? '');
}

function isBlank(values: FormValues, id: string): boolean {
  return PLAN_FIELDS.every((field) => field in PRESET || !values[planField(id, field)]);
}

function planOf(values: FormValues, id: string): Record<string, string | null> {
  const given = PLAN_FIELDS.map((field) => [field, values[planField(id, field)] || null] as const);
  // What is left blank has the DTO's own default: the unit, the qualifier, 継続.
  const hasDefault = (field: PlanField) => field in PRESET || field === 'status';
  return Object.fromEntries(given.filter(([field, value]) => value !== null || !hasDefault(field)));
}
