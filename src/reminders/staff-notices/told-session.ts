/** A programme, its course and a session of it, as mails to staff name them; civil values are those of the session's zone. */
export interface ToldSession {
  readonly programmeTitle: string;
  readonly programmeTitleEn: string | null;
  readonly courseId: string;
  readonly courseTitle: string;
  readonly courseTitleEn: string | null;
  /** Null where it is about the course as a whole; then all below is null too. */
  readonly sessionId: string | null;
  readonly number: number | null;
  readonly dateText: string | null;
  readonly withinFrom: string | null;
  readonly withinUntil: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly startsAt: Date | null;
  readonly status: 'scheduled' | 'cancelled' | null;
}

/** SQL: its columns, from programmes `g`, courses `c` and sessions `s`. */
export const TOLD_SESSION = `g.title AS "programmeTitle", g.title_en AS "programmeTitleEn",
  c.id AS "courseId", c.title AS "courseTitle", c.title_en AS "courseTitleEn",
  s.id AS "sessionId", s.number, s.date_text AS "dateText", s.within_from AS "withinFrom",
  s.within_until AS "withinUntil", s.starts_on AS "startsOn", s.ends_on AS "endsOn", s.start_time AS "startTime",
  s.end_time AS "endTime", s.starts_at AS "startsAt", s.status`;
