import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import type { Message } from '../../../src/platform/mail/message.entity.js';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import { makeTerm } from '../../support/factories.js';
import { putMessages } from '../../support/ledger.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import { type Moment, type Received, SmtpPeer, type Treatment } from './smtp-peer.js';

/** Workers are real processes with the machine's clock: the session lies beyond it, the messages are due before it. */
const DUE = '2025-04-01T09:00:00+09:00';
const LATER_THAN_ANY_CLAIM = Date.parse('2098-01-01T00:00:00Z');
const DAY_MS = 86_400_000;
/** Kinds that go again where nobody knows whether they arrived. */
const REPEATED = ['changed'];

/** A fault of the server, and the moment of it at which the worker is killed. */
export interface Fault {
  readonly name: string;
  readonly treatment: Treatment;
  /** Left out: once the ledger shows that the worker has claimed something. */
  readonly moment?: Moment;
  /** The worker speaks to a server with a certificate that nobody trusts. */
  readonly secure?: true;
}

/** How a worker is started, with `env` and nothing else. */
export type Start = (env: Record<string, string>) => ChildProcess;

export const startApplication: Start = (env) =>
  spawn(process.execPath, [join(import.meta.dirname, '../../../dist/main.js')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...env, ROLE: 'worker', DEMO: 'off' },
  });

/** A ledger, mail servers, and workers that die. */
export class Killing {
  /** Ids of all messages put. */
  readonly put: string[] = [];

  private constructor(
    readonly app: TestApp,
    readonly peer: SmtpPeer,
    private readonly untrusted: SmtpPeer,
    private readonly term: Awaited<ReturnType<typeof makeTerm>>,
    private readonly start: Start,
  ) {}

  static async begin(start: Start = startApplication): Promise<Killing> {
    const peer = await SmtpPeer.start();
    const untrusted = await SmtpPeer.start({ secure: true });
    const app = await startTestApp({ now: DUE, env: { SMTP_URL: peer.url } });
    const term = await makeTerm(app.db, { dates: ['2099-04-14'] });
    return new Killing(app, peer, untrusted, term, start);
  }

  async end(): Promise<void> {
    await this.app.close();
    await this.peer.stop();
    await this.untrusted.stop();
  }

  /** Puts a confirmation and a notice of change for each of so many people. */
  async putFor(people: number): Promise<void> {
    for (let person = 0; person < people; person++) {
      const { registration, places } = await makeRegistered(this.app.db, this.term.sessions, this.term.pools);
      const [place] = places as [Place];
      const confirmed = confirmation(registration);
      const changed = { ...confirmed, kind: 'changed', subjectId: place.id };
      await this.app.db.transaction((tx) => putMessages(tx, [confirmed, changed], this.app.clock.now()));
    }
    const all = await ledger(this.app.db);
    this.put.splice(0, this.put.length, ...all.map(({ id }) => id));
  }

  /**
   * Starts a worker and ends it at the `nth` such moment of the fault.
   * @returns a line about it
   */
  async kill(
    fault: Fault,
    { nth = 1, signal = 'SIGKILL' }: { nth?: number; signal?: 'SIGKILL' | 'SIGTERM' } = {},
  ): Promise<string> {
    const { name, treatment, moment, secure } = fault;
    const server = secure ? this.untrusted : this.peer;
    server.treatment = treatment;
    if (!moment) await server.stop();
    const before = await this.lastClaim();
    const worker = this.start({
      DATABASE_URL: this.app.config.databaseUrl,
      SMTP_URL: server.url,
      APP_SECRET: this.app.config.secret,
      PUBLIC_URL: this.app.config.publicUrl,
      TSUDOI_HOME: this.app.config.home,
    });
    const gone = once(worker, 'exit');
    let isOver = false;
    void gone.then(() => {
      isOver = true;
    });
    if (moment) server.at(moment, nth, () => worker.kill(signal));
    else {
      while (!isOver && (await this.lastClaim()) === before) await new Promise(setImmediate);
      worker.kill(signal);
    }
    const [code] = await gone;
    if (code) throw new Error(`the worker ended by itself, with ${code}`);
    server.removeAllListeners();
    if (!moment) await server.listen();
    return `${signal} at ${name}, ${moment ? `${nth}. ${moment}` : 'after the claim'}`;
  }

  /** The server is well again, and another worker works, from some other day on, until nothing is left to do. */
  async heal(): Promise<void> {
    this.peer.treatment = 'accept';
    this.peer.hangUp();
    for (let day = 0; day < 10; day++) {
      this.app.clock.set(new Date(LATER_THAN_ANY_CLAIM + day * DAY_MS).toISOString());
      await this.app.nest.get(Delivery).deliverDue();
    }
  }

  async messages(): Promise<Message[]> {
    return ledger(this.app.db);
  }

  /** What arrived at the server of a message: each time its final dot did. */
  arrivalsOf({ id }: Message): Received[] {
    return this.peer.received.filter(({ mail }) => mail.messageId?.startsWith(`<${id}@`));
  }

  /** Everything that must not be: one line each. */
  async faults(): Promise<string[]> {
    const messages = await this.messages();
    const ids = new Set(messages.map(({ id }) => id));
    const lost = this.put.filter((id) => !ids.has(id)).map((id) => `${id} is lost`);
    const strange =
      this.peer.received.length - messages.flatMap((message) => this.arrivalsOf(message)).length;
    return [
      ...lost,
      ...(strange > 0 ? [`${strange} arrived that no ledger knows`] : []),
      ...messages.flatMap((message) => this.faultOf(message) ?? []),
    ];
  }

  private faultOf(message: Message): string | undefined {
    const { id, kind, state, attempts, unknowns } = message;
    const arrivals = this.arrivalsOf(message);
    const accepted = arrivals.filter(({ answer }) => answer === 250).length;
    const what = `${kind} ${id} (${state}, ${attempts} attempts, ${arrivals.length} arrivals, ${accepted} accepted)`;
    if (!REPEATED.includes(kind) && arrivals.length > 1) return `sent twice: ${what}`;
    if (state === 'sent' && accepted === 0) return `said to be sent: ${what}`;
    if (state === 'bounced' && accepted > 0) return `said to be refused: ${what}`;
    if (!['sent', 'bounced', 'uncertain'].includes(state)) return `not done with: ${what}`;
    if (REPEATED.includes(kind) && state === 'uncertain' && unknowns < 5) return `not repeated: ${what}`;
    return undefined;
  }

  private async lastClaim(): Promise<number> {
    const [row] = await this.app.db.query<{ at: Date | null }[]>(
      'SELECT max(claimed_at) AS at FROM messages',
    );
    return row?.at?.getTime() ?? 0;
  }
}
