/**
 * SQL that is true of a session that has not begun; one without a date is to come. `session` is its alias in the statement,
 * `now` the parameter that holds the moment.
 */
export function toCome(session: string, now: string): string {
  return `(${session}.starts_at IS NULL OR ${session}.starts_at > ${now})`;
}
