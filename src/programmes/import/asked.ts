import { isDeepStrictEqual } from 'node:util';

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

/** True where both mean the same once they are written down. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(asJson(one), asJson(other));
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

/**
 * The wanted row, with the fields that staff changed while the file went on saying what it said before: those stay as staff
 * put them. What the file says anew holds.
 */
export function withStaffsEdits<Row extends object>(
  wanted: Row,
  stored: { readonly row: Row; readonly asked: object | null },
): { readonly row: Row; readonly kept: readonly string[] } {
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

function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
