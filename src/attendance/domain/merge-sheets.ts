/** One attendance sheet as plain text by field: `mark.<place>`, `people.<place>`, `count.<category>`; blank is ''. */
export type Sheet = Readonly<Record<string, string>>;

export interface MergedSheet {
  /** What the second person is shown: their own entries, and the other's where they had changed nothing. */
  readonly values: Sheet;
  /** Fields that both changed, with what the other person saved. */
  readonly contested: Sheet;
  /** Fields taken from the other person. */
  readonly taken: readonly string[];
}

/**
 * Brings two sheets together that started from the same page, so that neither person's entries are lost: a field that
 * only one changed has that change; a field that both changed differently keeps `mine` and is named as contested.
 */
export function mergeSheets(base: Sheet, mine: Sheet, saved: Sheet): MergedSheet {
  const values: Record<string, string> = {};
  const contested: Record<string, string> = {};
  const taken: string[] = [];
  for (const field of new Set([...Object.keys(saved), ...Object.keys(mine)])) {
    const [was, own, other] = [base[field] ?? '', mine[field] ?? '', saved[field] ?? ''];
    values[field] = own === was ? other : own;
    if (own === other) continue;
    if (own === was) taken.push(field);
    else if (other !== was) contested[field] = other;
  }
  return { values, contested, taken };
}
