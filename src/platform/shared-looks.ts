interface Look<T> {
  readonly settled: Promise<void>;
  next?: Promise<T>;
}

/**
 * Lets those who ask for the same thing at the same time share one look at it. Whoever asks while a look is under way gets
 * the next one, never that one: it may have read what has changed since, and an answer must not be older than its question.
 */
export class SharedLooks<T> {
  private readonly current = new Map<string, Look<T>>();

  /** What `read` finds in a look that begins after this call. A look that fails fails for all who share it. */
  look(key: string, read: () => Promise<T>): Promise<T> {
    const current = this.current.get(key);
    if (!current) return this.begin(key, read);
    current.next ??= current.settled.then(() => this.begin(key, read));
    return current.next;
  }

  private begin(key: string, read: () => Promise<T>): Promise<T> {
    const result = read();
    const look: Look<T> = { settled: result.then(nothing, nothing) };
    this.current.set(key, look);
    // Runs before `next`, which was chained to `settled` later.
    void look.settled.then(() => {
      if (!look.next) this.current.delete(key);
    });
    return result;
  }
}

function nothing(): void {}
