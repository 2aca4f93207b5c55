/** What is not anybody's to change: names of the row, what follows from other fields, and its place in a list. */
const NOT_ASKED = new Set([
  'id',
  'organizationId',
  'programmeId',
  'courseId',
  'sessionId',
  'fiscalYear',
  'key',
  'slug',
  'position',
  'startsAt',
  'endsAt',
  'dateState',
]);

/** What a file or a rule asks of a row, to be kept beside the row: its fields, and the names of its children. */
export function askedOf(row: object, children?: readonly string[]): Record<string, unknown> {
  const fields = Object.entries(row).filter(([name]) => !NOT_ASKED.has(name));
  return asJson({ ...Object.fromEntries(fields), ...(children && { children }) }) as Record<string, unknown>;
}

/**
 * What a row is asked once a file has spoken of some of its fields: those as the file says, the others as they were asked before.
 * Of what nobody asked anything yet, all of it.
 * @param before what was asked of the row
 * @param said names of the fields; with `children` the file names all of those, else they are added
 */
export function askedInPart(
  asked: Record<string, unknown>,
  before: object | null,
  said: ReadonlySet<string>,
): Record<string, unknown> {
  const spoken = Object.entries(asked).filter(([name]) => name !== 'children' && said.has(name));
  const together = { ...(before ?? asked), ...Object.fromEntries(spoken) };
  if (asked.children === undefined) return together;
  const children = askedChildren(asked);
  return {
    ...together,
    children: said.has('children') ? children : [...new Set([...askedChildren(before), ...children])],
  };
}

/** True where both mean the same once they are written down: nothing is null, and a moment is its text. */
export function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [written(one), written(other)];
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index]));
  }
  const names = namesIn(a);
  return (
    names.length === namesIn(b).length && names.every((name) => isSame(fieldOf(a, name), fieldOf(b, name)))
  );
}

function written(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : (value ?? null);
}

function namesIn(value: object): string[] {
  return Object.keys(value).filter((name) => fieldOf(value, name) !== undefined);
}

/** Fields in which a row is no longer what was asked of it: staff changed them. Null: nothing was ever asked. */
export function editedFields(row: object, asked: object | null): string[] {
  if (asked === null) return [];
  return Object.entries(asked).flatMap(([name, value]) =>
    name === 'children' || !(name in row) || isSame(fieldOf(row, name), value) ? [] : [name],
  );
}

/** Names of the children that were asked for. */
export function askedChildren(asked: object | null): readonly string[] {
  return (asked as { children?: readonly string[] } | null)?.children ?? [];
}

/** A wanted row with what stays as staff put it. */
export interface WithEdits<Row> {
  readonly row: Row;
  /** Names of the fields that stay. */
  readonly kept: readonly string[];
}

/**
 * The wanted row, with the fields that staff changed while the file went on saying what it said before: those stay as staff
 * put them. What the file says anew holds.
 */
export function withStaffsEdits<Row extends object>(
  wanted: Row,
  stored: { readonly row: Row; readonly asked: object | null },
): WithEdits<Row> {
  const kept = editedFields(stored.row, stored.asked).filter(
    (name) => name in wanted && isSame(fieldOf(wanted, name), fieldOf(stored.asked!, name)),
  );
  if (kept.length === 0) return { row: wanted, kept };
  const edits = Object.fromEntries(kept.map((name) => [name, fieldOf(stored.row, name)]));
  return { row: { ...wanted, ...edits }, kept };
}

export function fieldOf(row: object | undefined, name: string): unknown {
  return (row as Record<string, unknown> | undefined)?.[name];
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
