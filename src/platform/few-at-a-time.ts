import { DomainError } from '../shared/domain-error.js';

/** When somebody who was turned away may try again, in seconds: a full queue is done within some. */
const RETRY_AFTER_SECONDS = 10;

/** `busy`, with when to ask again. */
export function turnedAway(): DomainError {
  return new DomainError('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/**
 * Does a few things at a time; the others wait in lanes, which take turns: who fills one lane does not keep those in another waiting.
 * Within a lane, whoever came first is first. Work must not ask for another turn of the same queue and wait for it.
 */
export class FewAtATime {
  private readonly lanes = new Map<string, (() => void)[]>();
  private running = 0;

  /** @param mostWaiting in each lane */
  constructor(
    private readonly atATime: number,
    private readonly mostWaiting: number,
  ) {}

  /**
   * What `work` comes to, once it is its turn; a failure of its own is passed on and frees the turn.
   * @throws DomainError `busy` at once where too many wait in this lane already
   */
  async run<T>(work: () => Promise<T>, lane = ''): Promise<T> {
    if (this.running < this.atATime) this.running += 1;
    else await this.turn(lane);
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  private turn(lane: string): Promise<void> {
    const waiting = this.lanes.get(lane) ?? [];
    if (waiting.length >= this.mostWaiting) throw turnedAway();
    this.lanes.set(lane, waiting);
    return new Promise((resolve) => waiting.push(resolve));
  }

  /** The turn goes straight to the next: nobody who comes in between can take it. */
  private passOn(): void {
    const [first] = this.lanes;
    if (!first) {
      this.running -= 1;
      return;
    }
    const [lane, waiting] = first;
    const next = waiting.shift();
    // A Map keeps the order of insertion: this lane is the last now.
    this.lanes.delete(lane);
    if (waiting.length > 0) this.lanes.set(lane, waiting);
    next?.();
  }
}
