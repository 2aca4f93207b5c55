/** What of a place on a roster says who comes. */
export interface NamedPlace {
  readonly nickname: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly notes: number;
  readonly companions: readonly unknown[];
  readonly members: readonly { readonly nickname: string | null; readonly relation: string | null }[];
}

/**
 * Whether a reader who sees only residents of `towns` sees who this is; null: sees everyone. Who did not say where they live is
 * nobody's resident.
 */
export function isSeen(municipality: string | null, towns: readonly string[] | null): boolean {
  if (towns === null) return true;
  return municipality !== null && towns.some((town) => plain(town) === plain(municipality));
}

/** The place for a reader who does not see who it is: number, party and marks stay. */
export function withoutNames<Place extends NamedPlace>(place: Place): Place {
  return {
    ...place,
    ...{ nickname: null, relation: null, municipality: null, notes: 0, companions: [] },
    members: place.members.map((one) => ({ ...one, nickname: null, relation: null })),
  };
}

/** Names of towns as they are compared: width and spaces do not matter. */
function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, '');
}
