import { isDeepStrictEqual } from 'node:util';
import type { Wanted } from './year-records.js';

export type ChangeKind =
  | 'organization'
  | 'venue'
  | 'programme'
  | 'host'
  | 'plan'
  | 'result'
  | 'course'
  | 'session'
  | 'pool';

/**
 * One thing that an import makes (`create`), changes, takes away (`remove`: hosts only) or finds in the database but not in
 * the file (`missing`: left alone).
 */
export interface Change {
  readonly action: 'create' | 'change' | 'remove' | 'missing';
  readonly kind: ChangeKind;
  readonly key: string;
  readonly label: string;
  /** What is different, as it was and as it becomes; empty for `missing`. */
  readonly fields: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** A row of the database, named as the file would name it. */
export interface Stored<Row> {
  readonly row: Row;
  readonly key: string;
  readonly label: string;
}

export interface Changed<Row> {
  readonly wanted: Wanted<Row>;
  readonly before: Row;
  readonly fields: readonly string[];
}

/** What a file asks for, against what is there. */
export interface Difference<Row> {
  readonly kind: ChangeKind;
  readonly created: readonly Wanted<Row>[];
  readonly changed: readonly Changed<Row>[];
  /** The same but for their position in the file. */
  readonly reordered: readonly Wanted<Row>[];
  /** Stored, not in the file. */
  readonly missing: readonly Stored<Row>[];
  readonly unchanged: number;
}

/** Compares rows of one kind, matched by `identity`; only the fields that the wanted rows have are looked at. */
export function differenceOf<Row extends object>(
  kind: ChangeKind,
  wanted: readonly Wanted<Row>[],
  stored: readonly Stored<Row>[],
  identity: (row: Row) => string,
): Difference<Row> {
  const storedById = new Map(stored.map((one) => [identity(one.row), one]));
  const created: Wanted<Row>[] = [];
  const changed: Changed<Row>[] = [];
  const reordered: Wanted<Row>[] = [];
  let unchanged = 0;
  for (const one of wanted) {
    const id = identity(one.row);
    const before = storedById.get(id);
    storedById.delete(id);
    const fields = before ? fieldsThatDiffer(before.row, one.row) : [];
    if (!before) created.push(one);
    else if (fields.length === 0) unchanged += 1;
    else if (fields.every((field) => field === 'position')) reordered.push(one);
    else changed.push({ wanted: one, before: before.row, fields });
  }
  return { kind, created, changed, reordered, missing: [...storedById.values()], unchanged };
}

/** True where applying the difference would write something. */
export function writes(difference: Difference<object>): boolean {
  return difference.created.length + difference.changed.length + difference.reordered.length > 0;
}

/** Fields that say nothing to the reader of a report: ids, what follows from other fields, and the order. */
const SILENT = new Set([
  'id',
  'organizationId',
  'programmeId',
  'courseId',
  'sessionId',
  'startsAt',
  'endsAt',
  'dateState',
  'position',
  'capacityStated',
]);

/** The difference for people; `nameOf` puts a name in the place of an id. */
export function changesOf<Row extends object>(
  difference: Difference<Row>,
  nameOf: (id: string) => string | undefined = () => undefined,
): Change[] {
  const { kind } = difference;
  const shown = (value: unknown) => (typeof value === 'string' ? (nameOf(value) ?? value) : (value ?? null));
  const fieldsOf = (names: readonly string[], before: object | undefined, after: object) =>
    Object.fromEntries(
      names
        .filter((name) => !SILENT.has(name))
        .map((name) => [
          name.replace(/(?<=venue|partOf)Id$/, ''),
          { before: shown(fieldOf(before, name)), after: shown(fieldOf(after, name)) },
        ]),
    );
  return [
    ...difference.created.map(({ key, label, row }): Change => {
      const names = Object.keys(row).filter((name) => !isEmpty(fieldOf(row, name)));
      return { action: 'create', kind, key, label, fields: fieldsOf(names, undefined, row) };
    }),
    ...difference.changed.map(({ wanted: { key, label, row }, before, fields }): Change => {
      return { action: 'change', kind, key, label, fields: fieldsOf(fields, before, row) };
    }),
    ...difference.missing.map(({ key, label }): Change => {
      return { action: kind === 'host' ? 'remove' : 'missing', kind, key, label, fields: {} };
    }),
  ];
}

function fieldsThatDiffer(before: object, after: object): string[] {
  return Object.keys(after).filter(
    (field) => !isDeepStrictEqual(fieldOf(before, field), fieldOf(after, field)),
  );
}

function fieldOf(row: object | undefined, name: string): unknown {
  return (row as Record<string, unknown> | undefined)?.[name];
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
