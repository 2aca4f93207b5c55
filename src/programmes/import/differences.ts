import {
  askedChildren,
  askedInPart,
  askedOf,
  fieldOf,
  isSame,
  type WithEdits,
  withStaffsEdits,
} from './asked.js';
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
 * One thing that an import makes (`create`), changes, takes away (`remove`: hosts that are not named any more, sessions that
 * a rule gives no more), leaves as staff changed it though the file says otherwise (`keep`), leaves to staff because people
 * hold places in it or staff edited it (`undecided`), or finds in the database but not in the file (`missing`: left alone).
 */
export interface Change {
  readonly action: 'create' | 'change' | 'remove' | 'keep' | 'undecided' | 'missing';
  readonly kind: ChangeKind;
  readonly key: string;
  readonly label: string;
  /** What is different, as it was and as it becomes; empty for `missing`. */
  readonly fields: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** A row of the database, named as the file would name it. */
export interface Stored<Row> {
  readonly row: Row;
  /** What a file last asked of it; null: it was made on the screen. */
  readonly asked: object | null;
  readonly key: string;
  readonly label: string;
}

export interface Changed<Row> {
  readonly wanted: Wanted<Row>;
  readonly before: Row;
  readonly fields: readonly string[];
}

/** A row of the file as it is to be written down beside the row itself. */
export interface Asked<Row> {
  readonly row: Row;
  readonly asked: object;
  /** True where it is a rule that asks. */
  readonly ruled: boolean;
}

/** What a file asks for, against what is there. */
export interface Difference<Row> {
  readonly kind: ChangeKind;
  readonly created: readonly Wanted<Row>[];
  readonly changed: readonly Changed<Row>[];
  /** The same but for their position in the file. */
  readonly reordered: readonly Wanted<Row>[];
  /** Staff changed `fields` (or, without fields, took the thing away), and the file says what it said before. */
  readonly kept: readonly Changed<Row>[];
  /** What a rule asks for and staff must decide on first. */
  readonly undecided: readonly Undecided<Row>[];
  /** What a rule gives no more. */
  readonly removed: readonly Stored<Row>[];
  /** Stored, not in the file. */
  readonly missing: readonly Stored<Row>[];
  readonly unchanged: number;
  /** What the file asks, of every row that is new or whose note of it is out of date. */
  readonly asked: readonly Asked<Row>[];
}

/** A session that a changed rule would change or drop, but people hold places in it or staff edited it. */
export interface Undecided<Row> {
  readonly stored: Stored<Row>;
  /** As the rule would have it; undefined: the rule gives it no more. */
  readonly wanted?: Wanted<Row>;
  readonly fields: readonly string[];
  /** People who hold or await a place. */
  readonly holders: number;
  /** Fields that staff changed. */
  readonly edited: readonly string[];
}

export interface DifferenceOptions<Row> {
  identity(row: Row): string;
  /** What staff's edits leave of a wanted row; by default each field is one thing. */
  merge?(wanted: Row, stored: Stored<Row>): WithEdits<Row>;
  /** Fills in what follows from fields that may have stayed as staff put them. */
  settle?(row: Row): Row;
  /** False where nothing is kept of what a file asked: the file always wins. */
  readonly remembers?: boolean;
  /** True where staff took away what the file still asks for. */
  isTakenAway?(wanted: Wanted<Row>): boolean;
}

/** Compares rows of one kind; only the fields that the wanted rows have are looked at, and staff's edits stay. */
export function differenceOf<Row extends object>(
  kind: ChangeKind,
  wanted: readonly Wanted<Row>[],
  stored: readonly Stored<Row>[],
  {
    identity,
    merge = withStaffsEdits,
    settle = (row) => row,
    isTakenAway = () => false,
    remembers = true,
  }: DifferenceOptions<NoInfer<Row>>,
): Difference<Row> {
  const storedById = new Map(stored.map((one) => [identity(one.row), one]));
  const kept: Changed<Row>[] = [];
  const asked: Asked<Row>[] = [];
  const created: Wanted<Row>[] = [];
  const changed: Changed<Row>[] = [];
  const reordered: Wanted<Row>[] = [];
  let unchanged = 0;
  for (const one of wanted) {
    const id = identity(one.row);
    const before = storedById.get(id);
    storedById.delete(id);
    if (!before) {
      if (isTakenAway(one)) kept.push({ wanted: one, before: one.row, fields: [] });
      else {
        created.push(one);
        if (remembers) asked.push(askedBy(one));
      }
      continue;
    }
    const asks = askedBy(one, before.asked);
    if (remembers && !isSame(asks.asked, before.asked)) asked.push(asks);
    const merged = merge(one.row, before);
    if (merged.kept.length > 0) kept.push({ wanted: one, before: before.row, fields: merged.kept });
    const row = settle(merged.row);
    const fields = fieldsThatDiffer(before.row, row);
    if (fields.length === 0) unchanged += 1;
    else if (fields.every((field) => field === 'position')) reordered.push(one);
    else changed.push({ wanted: { ...one, row }, before: before.row, fields });
  }
  const missing = [...storedById.values()];
  return { kind, created, changed, reordered, kept, undecided: [], removed: [], missing, unchanged, asked };
}

/** What is asked of a row from now on. @param before what was asked of it; undefined: it is new */
export function askedBy<Row extends object>(
  { row, children, ruled = false, said, listed }: Wanted<Row>,
  before?: object | null,
): Asked<Row> {
  const asked = askedOf(row, children);
  const whole = said && before !== undefined ? askedInPart(asked, before, said) : asked;
  return { row, asked: listed ? { ...whole, listed } : whole, ruled };
}

/** What staff took away from a parent: children that the file asked for before and that are there no more. */
export function takenAway(stored: { readonly asked: object | null } | undefined): ReadonlySet<string> {
  return new Set(askedChildren(stored?.asked ?? null));
}

/** True where applying the difference would write something. */
export function writes(difference: Difference<object>): boolean {
  const { created, changed, reordered, removed, asked } = difference;
  return created.length + changed.length + reordered.length + removed.length + asked.length > 0;
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
  'schedule',
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
    ...difference.removed.map(({ key, label }): Change => {
      return { action: 'remove', kind, key, label, fields: {} };
    }),
    ...difference.kept.map(({ wanted: { key, label, row }, before, fields }): Change => {
      return { action: 'keep', kind, key, label, fields: fieldsOf(fields, before, row) };
    }),
    ...difference.undecided.map(({ stored, wanted, fields }): Change => {
      const { key, label, row } = stored;
      return {
        action: 'undecided',
        kind,
        key,
        label,
        fields: wanted ? fieldsOf(fields, row, wanted.row) : {},
      };
    }),
    ...difference.missing.map(({ key, label }): Change => {
      return { action: kind === 'host' ? 'remove' : 'missing', kind, key, label, fields: {} };
    }),
  ];
}

/** Names of the fields in which a row is to become another. */
export function fieldsThatDiffer(before: object, after: object): string[] {
  return Object.keys(after).filter((field) => !isSame(fieldOf(before, field), fieldOf(after, field)));
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
