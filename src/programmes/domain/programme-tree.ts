interface Part {
  readonly id: string;
  readonly partOfId: string | null;
}

/** Programmes in their order, each followed by its parts; `depth` 0 is part of nothing in the list. */
export function underTheirWholes<P extends Part>(
  programmes: readonly P[],
): (P & { readonly depth: number })[] {
  const ids = new Set(programmes.map(({ id }) => id));
  const below = (wholeId: string | null, depth: number): (P & { readonly depth: number })[] =>
    programmes
      .filter(({ partOfId }) => (partOfId !== null && ids.has(partOfId) ? partOfId : null) === wholeId)
      .flatMap((part) => [{ ...part, depth }, ...below(part.id, depth + 1)]);
  return below(null, 0);
}

/** The programme and all that is part of it, and of its parts. */
export function withParts(programmes: readonly Part[], id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const known of found) {
    for (const { id: part, partOfId } of programmes) if (partOfId === known) found.add(part);
  }
  return found;
}
