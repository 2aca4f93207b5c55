/**
 * SQL that is true of a session that has not begun; one without a date is to come. `session` is its alias in the statement,
 * `now` the parameter that holds the moment.
 */
export function toCome(session: string, now: string): string {
  return `(${session}.starts_at IS NULL OR ${session}.starts_at > ${now})`;
}

/**
 * SQL of the moment at which a session has begun for certain; null while it is undated.
 * @see beginningOf
 */
export function beginning(session: string): string {
  return `CASE WHEN ${session}.start_time IS NULL THEN coalesce(${session}.ends_at, ${session}.starts_at) ELSE ${session}.starts_at END`;
}

/** SQL that is true of a session that has not begun for certain: whoever holds a place in it may still change their mind. */
export function perhapsToCome(session: string, now: string): string {
  return `coalesce(${beginning(session)} > ${now}, true)`;
}
