import type { ProgrammeSummary } from '../finding/programme-lists.queries.js';

/** A programme with those that are parts of it, of whatever depth. */
export interface WholeProgramme extends ProgrammeSummary {
  readonly parts: readonly ProgrammeSummary[];
}

/**
 * Sub-programmes under the outermost programme that contains them and is in the list too; one whose whole is not in the list
 * stands for itself. The whole's next date is the earliest of all of them.
 */
export function rolledUp(programmes: readonly ProgrammeSummary[]): WholeProgramme[] {
  const bySlug = new Map(programmes.map((programme) => [programme.slug, programme]));
  const wholeOf = (programme: ProgrammeSummary): ProgrammeSummary => {
    const seen = new Set([programme.slug]);
    let whole = programme;
    for (;;) {
      const next = whole.partOf === null ? undefined : bySlug.get(whole.partOf);
      if (!next || seen.has(next.slug)) return whole;
      seen.add(next.slug);
      whole = next;
    }
  };
  const parts = new Map<string, ProgrammeSummary[]>();
  for (const programme of programmes) {
    const { slug } = wholeOf(programme);
    if (slug !== programme.slug) parts.set(slug, [...(parts.get(slug) ?? []), programme]);
  }
  return programmes
    .filter((programme) => wholeOf(programme).slug === programme.slug)
    .map((programme) => {
      const own = parts.get(programme.slug) ?? [];
      return { ...programme, parts: own, nextOn: earliest([programme, ...own]) };
    });
}

function earliest(programmes: readonly ProgrammeSummary[]): string | null {
  return programmes.flatMap(({ nextOn }) => nextOn ?? []).sort()[0] ?? null;
}
