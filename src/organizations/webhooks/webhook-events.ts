/** What a webhook can be told of, and how other systems know it: names stay. The words are `webhooks.event.<name>`. */
export const WEBHOOK_EVENTS = [
  'registration.made',
  'registration.cancelled',
  'place.released',
  'session.changed',
  'attendance.closed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What staff send to see whether an address answers. */
export const PING = 'ping';

/** Minutes until the next attempt after the first, second, … one failed; after the last there is none: two days in all. */
const PAUSES_MINUTES = [1, 5, 30, 120, 360, 720, 1440];

/** When to try again after so many failed attempts; null: not by itself. */
export function nextAttempt(attempts: number, now: Date): Date | null {
  const minutes = PAUSES_MINUTES[attempts - 1];
  return minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000);
}

/** Whether an answer says that the event was taken: any 2xx (Standard Webhooks). */
export function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}
