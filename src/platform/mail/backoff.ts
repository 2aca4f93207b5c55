/** Minutes to wait after the first, second, … failed attempt; the last one repeats. */
const WAIT_MINUTES = [1, 3, 10, 30, 60, 120, 240];
/** The longest of these waits. */
export const LONGEST_WAIT_SECONDS = Math.max(...WAIT_MINUTES) * 60;
/** Attempts after which a letter counts as undeliverable: some five days (RFC 5321 §4.5.4.1 asks for four to five). */
export const LAST_ATTEMPT = 34;
/** Waits of a worker that finds no server: short, for the server's fault costs no letter an attempt. */
const OUTAGE_STEPS = 3;

/** When to try again after `attempts` failed attempts (1 or more). */
export function nextAttemptAt(attempts: number, now: Date): Date {
  const minutes = WAIT_MINUTES[Math.min(attempts, WAIT_MINUTES.length) - 1] ?? 1;
  return new Date(now.getTime() + minutes * 60_000);
}

/** When to look for the server again after `failures` vain tries in a row (1 or more): after 1, 3, then every 10 minutes. */
export function nextLookAt(failures: number, now: Date): Date {
  return nextAttemptAt(Math.min(failures, OUTAGE_STEPS), now);
}
