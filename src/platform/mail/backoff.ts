/** Minutes to wait after the first, second, … failed attempt; the last one repeats. */
const WAIT_MINUTES = [1, 3, 10, 30, 60, 120, 240];
/** Attempts after which a letter counts as undeliverable: some five days (RFC 5321 §4.5.4.1 asks for four to five). */
export const LAST_ATTEMPT = 34;

/** When to try again after `attempts` failed attempts (1 or more). */
export function nextAttemptAt(attempts: number, now: Date): Date {
  const minutes = WAIT_MINUTES[Math.min(attempts, WAIT_MINUTES.length) - 1] ?? 1;
  return new Date(now.getTime() + minutes * 60_000);
}
