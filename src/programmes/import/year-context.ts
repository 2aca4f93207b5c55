import type { Surroundings } from '../domain/surroundings.js';

/** What all records of a file share. */
export interface YearContext {
  readonly organizationKey: string;
  readonly organizationId: string;
  readonly timeZone: string;
  readonly surroundings: Surroundings;
  /** Ids of the organizations that hosts may name, by key. */
  readonly organizationIds: ReadonlyMap<string, string>;
}
