import { type FormValues, type MergedForm, mergeForms } from '../../platform/http/edited-form.js';

/** A list in a form: rows with the fields `<list>.<index>.<field>`. */
export interface ListShape {
  readonly fields: readonly string[];
  /** Fields by which a row is known when another of its fields has changed. */
  readonly identity: readonly string[];
  /** Fields that say nothing by themselves: a row in which no other is filled is blank. */
  readonly manners?: readonly string[];
  /** Blank rows at the end of the list, at first; default 2. */
  readonly blanks?: number;
}
export type ListShapes = Readonly<Record<string, ListShape>>;

/** The index of a row and the dot after it; more digits than any list has are no row. */
const INDEX = /^(\d{1,3})\./;

type Row = Readonly<Record<string, string>>;

export interface MergedRows extends MergedForm {
  /** What is saved now, its rows numbered as in `values`. */
  readonly saved: FormValues;
  /** Fields that this person changed, numbered as in `values`. */
  readonly touched: readonly string[];
}

/** Three versions of the rows of one list; the same index is the same row in each. */
interface Aligned {
  readonly base: readonly Row[];
  readonly mine: readonly Row[];
  readonly saved: readonly Row[];
}

/**
 * `mergeForms` for forms with lists. Rows carry no ids, so that a row which another person took away or added would move
 * those below it, and an edit would land in a neighbour: the rows are put side by side by what they say first. A row that
 * one person took away and the other changed is contested as a whole.
 */
export function mergeRows(
  shapes: ListShapes,
  { base, mine, saved }: { readonly base: FormValues; readonly mine: FormValues; readonly saved: FormValues },
): MergedRows {
  const isScalar = (name: string) => !Object.keys(shapes).some((list) => name.startsWith(`${list}.`));
  const scalars = (values: FormValues) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isScalar(name) && name in saved));
  const parts = { base: scalars(base), mine: scalars(mine), saved: scalars(saved) };
  const lost: FormValues[] = [];
  for (const [list, shape] of Object.entries(shapes)) {
    const aligned = align(shape, {
      base: rowsIn(base, list, shape),
      mine: rowsIn(mine, list, shape),
      saved: rowsIn(saved, list, shape),
    });
    for (const version of ['base', 'mine', 'saved'] as const)
      Object.assign(parts[version], valuesOf(aligned[version], list));
    lost.push(...lostRows(shape, aligned, list));
  }
  const merged = mergeForms(parts.base, parts.mine, parts.saved);
  const kept = Object.assign({}, ...lost) as FormValues;
  const touched = Object.keys({ ...parts.base, ...parts.mine }).filter(
    (name) => (parts.base[name] ?? '') !== (parts.mine[name] ?? ''),
  );
  return {
    values: { ...merged.values, ...kept },
    contested: {
      ...merged.contested,
      ...Object.fromEntries(
        Object.entries(kept).flatMap(([name, value]) => (value === '' ? [] : [[name, '']])),
      ),
    },
    taken: merged.taken.filter((name) => !(name in kept)),
    saved: parts.saved,
    touched,
  };
}

/** The rows of a list in a form, blank ones too: up to the last that any field names. */
export function rowsIn(values: FormValues, list: string, { fields }: ListShape): Row[] {
  const beginning = `${list}.`;
  let last = -1;
  for (const name of Object.keys(values)) {
    if (!name.startsWith(beginning)) continue;
    const [, index] = INDEX.exec(name.slice(beginning.length)) ?? [];
    if (index !== undefined) last = Math.max(last, Number(index));
  }
  return Array.from({ length: last + 1 }, (_, index) =>
    Object.fromEntries(fields.map((field) => [field, values[`${list}.${index}.${field}`] ?? ''])),
  );
}

/** True for a row that says nothing: it is none, or stands for one that is taken away. */
export function isBlank(row: Row | undefined, { manners = [] }: Pick<ListShape, 'manners'>): boolean {
  return (
    row === undefined ||
    Object.entries(row).every(([field, value]) => value.trim() === '' || manners.includes(field))
  );
}

function valuesOf(rows: readonly Row[], list: string): FormValues {
  return Object.fromEntries(
    rows.flatMap((row, index) =>
      Object.entries(row).map(([field, value]) => [`${list}.${index}.${field}`, value]),
    ),
  );
}

function align(shape: ListShape, { base, mine, saved }: Aligned): Aligned {
  const known = base.slice(0, base.findLastIndex((row) => !isBlank(row, shape)) + 1);
  const rest = saved.filter((row) => !isBlank(row, shape));
  const theirs: Row[] = known.map((row) => takeFrom(rest, row, shape, shape.fields) ?? {});
  for (const [index, row] of known.entries()) {
    if (isBlank(theirs[index], shape)) theirs[index] = takeFrom(rest, row, shape, shape.identity) ?? {};
  }
  // What is left of the saved rows is new; a row of mine that says the same is the same row.
  const mineNew = mine.slice(known.length).filter((row) => !isBlank(row, shape));
  const mineBeside = rest.map((row) => takeFrom(mineNew, row, shape, shape.identity) ?? {});
  const blank = Object.fromEntries(shape.fields.map((field) => [field, '']));
  const filled = (rows: readonly Row[], length: number) =>
    Array.from({ length }, (_, index) => ({ ...blank, ...rows[index] }));
  const length = known.length + rest.length + mineNew.length;
  return {
    base: filled(known, length),
    mine: filled([...filled(mine, known.length), ...mineBeside, ...mineNew], length),
    saved: filled([...theirs, ...rest], length),
  };
}

/** Takes the row out of `rows` that is like `row` in these fields. */
function takeFrom(rows: Row[], row: Row, shape: ListShape, fields: readonly string[]): Row | undefined {
  if (isBlank(row, shape)) return undefined;
  const at = rows.findIndex((other) => fields.every((field) => (other[field] ?? '') === (row[field] ?? '')));
  return at < 0 ? undefined : rows.splice(at, 1)[0];
}

/** Rows that the other person took away while this one changed them: kept as typed. */
function lostRows(shape: ListShape, { base, mine, saved }: Aligned, list: string): FormValues[] {
  return mine.flatMap((row, index) => {
    const isChanged = Object.entries(row).some(([field, value]) => value !== base[index]?.[field]);
    if (isBlank(base[index], shape) || !isBlank(saved[index], shape)) return [];
    if (isBlank(row, shape) || !isChanged) return [];
    return [
      Object.fromEntries(Object.entries(row).map(([field, value]) => [`${list}.${index}.${field}`, value])),
    ];
  });
}
