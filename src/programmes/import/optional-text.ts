/** An optional text as the database keeps it: an empty one says nothing. */
export function textOrNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}
