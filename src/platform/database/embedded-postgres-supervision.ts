import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './embedded-postgres-process.js';
import type { RunningServer } from './embedded-postgres-server.js';

const LOOK_EVERY_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Keeps the owner's server alive: looks every second whether its process lives, and restarts it where it does not. */
export class Supervision {
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  readonly #restart: (signal: AbortSignal) => Promise<RunningServer | undefined>;
  readonly #log: (line: string) => void;
  #server: RunningServer | undefined;
  #recovery: Promise<void> | undefined;

  /**
   * @param restart starts the server again under the signal; answers undefined where another process has taken the
   *   server over meanwhile, which ends the supervision; whatever it throws is logged, and it is called again
   * @param log one English line for the operator
   */
  constructor(
    server: RunningServer,
    restart: (signal: AbortSignal) => Promise<RunningServer | undefined>,
    log: (line: string) => void,
  ) {
    this.#server = server;
    this.#restart = restart;
    this.#log = log;
    // By looking, not by the child's exit: an adopted server is nobody's child.
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /**
   * Ends the supervision, and a restart under way.
   * @returns the server to stop, which may be dead already; undefined where it is another process's by now
   */
  async end(): Promise<RunningServer | undefined> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#recovery;
    return this.#server;
  }

  #look(): void {
    if (this.#recovery || !this.#server || isAlive(this.#server.process)) return;
    this.#log(`the embedded PostgreSQL, pid ${this.#server.process.pid}, died: restarting it`);
    this.#recovery = this.#recover(this.#ending.signal).finally(() => {
      this.#recovery = undefined;
    });
  }

  /** Tries until it succeeds: what hinders it (a full disk, a taken port) may pass without us. */
  async #recover(signal: AbortSignal): Promise<void> {
    for (let wait = LOOK_EVERY_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      try {
        this.#server = await this.#restart(signal);
        if (!this.#server) clearInterval(this.#timer);
        this.#log(
          this.#server
            ? `restarted the embedded PostgreSQL, pid ${this.#server.process.pid}`
            : 'the embedded PostgreSQL now belongs to another process',
        );
        return;
      } catch (error) {
        if (signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        this.#log(`the embedded PostgreSQL could not be restarted; next try in ${wait / 1000} s. ${reason}`);
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
