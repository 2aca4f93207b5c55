import { DomainError } from '../../shared/domain-error.js';

/** Seconds after which somebody who was turned away may ask again. */
const RETRY_AFTER_SECONDS = 10;

/** `busy`, with when to ask again. */
export function turnedAway(): DomainError {
  return new DomainError('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/** Lets a few work at once and a few more wait: what comes beyond is turned away at once, and nothing piles up. */
export class PrintQueue {
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param atOnce how many work at the same time @param places how many may wait besides */
  constructor(
    private readonly atOnce: number,
    private readonly places: number,
  ) {}

  /** @throws DomainError `busy` where nobody else may wait */
  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.working >= this.atOnce) await this.turn();
    else this.working++;
    try {
      return await act();
    } finally {
      const next = this.waiting.shift();
      // Who waits takes over the place: nobody who comes at this moment gets in between.
      if (next) next();
      else this.working--;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.places) throw turnedAway();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
