interface Figure {
  value: number | null;
  state: string;
}
/** A row of the report as a client reads it. */
export interface ReportedRow {
  programme: { slug: string };
  fiscalYear: number;
  held: Figure;
  cancelled: number;
  attendances: Figure;
  uniquePeople: Figure;
  recordedSessions: number | null;
  line: string;
  before: ReportedRow[];
}
