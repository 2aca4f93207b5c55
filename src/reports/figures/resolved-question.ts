import type { Selection } from './picked.sql.js';
import type { NamedVenue, ReportedProgramme } from './programmes.queries.js';
import type { NamedOrganization, ReportQuestion } from './report.js';

/** A question with everything in it looked up. */
export interface ResolvedQuestion {
  readonly question: ReportQuestion;
  readonly selection: Selection;
  /** Every organization that the reader may choose, and those that the report is of. */
  readonly organizations: readonly NamedOrganization[];
  readonly chosen: readonly NamedOrganization[];
  /** Every programme that may be in it, and those that are. */
  readonly programmes: readonly ReportedProgramme[];
  readonly shown: readonly ReportedProgramme[];
  readonly programme: ReportedProgramme | null;
  readonly venues: readonly NamedVenue[];
}
