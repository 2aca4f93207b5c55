import { nextLookAt } from './backoff.js';

/** What one worker knows of the way to its mail server: whether it is cut, and when to look again. */
export class Outage {
  private failures = 0;
  private until: Date | undefined;

  /** Whether the last letter that was tried found no server. */
  get isOn(): boolean {
    return this.until !== undefined;
  }

  /** When to look for the server again; undefined while there is one. */
  get endsAt(): Date | undefined {
    return this.until;
  }

  /** Whether it is too early to look again. A clock that was set back prolongs no rest. */
  isResting(now: Date): boolean {
    if (!this.until) return false;
    const latest = nextLookAt(this.failures, now);
    if (this.until > latest) this.until = latest;
    return now < this.until;
  }

  /** A letter found no server. Letters that were under way together find the same outage: it counts once. */
  begin(now: Date): void {
    if (this.isResting(now)) return;
    this.failures++;
    this.until = nextLookAt(this.failures, now);
  }

  /** The server was spoken to. */
  end(): void {
    this.failures = 0;
    this.until = undefined;
  }
}
