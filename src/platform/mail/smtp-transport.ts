import { createTransport } from 'nodemailer';
import type { Letter } from './letter.js';
import { type Attempt, MailTransport } from './mail-transport.js';
import { outcomeOf, type Progress, type SmtpFailure } from './smtp-outcome.js';

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  /** Connections kept open at most. */
  readonly connections: number;
  /** Milliseconds until a connection must stand, and until the server must greet. */
  readonly connectMs?: number;
  /** Milliseconds that the server may take for one answer. */
  readonly answerMs?: number;
  /** Milliseconds that one letter may take in all. */
  readonly letterMs?: number;
}

const MINUTE_MS = 60_000;
/** Fresh connections that a letter gets where the one it was given turns out to be dead. */
const RECONNECTIONS = 2;

/**
 * Hands letters to an SMTP server over a few connections that stay open from letter to letter. It waits as long as RFC 5321
 * §4.5.3.2 asks: who hangs up on a slow server gets letters twice, or never. Where the server offers delivery reports
 * (RFC 3461), it is asked for those of failure and delay, under the letter's id.
 */
export class SmtpMailTransport extends MailTransport {
  private readonly pool;
  private readonly letterMs: number;
  /** By content: how far the letter got. */
  private readonly progress = new WeakMap<Buffer, Progress>();

  constructor({
    url,
    connections,
    connectMs = 5 * MINUTE_MS,
    answerMs = 5 * MINUTE_MS,
    letterMs = 10 * MINUTE_MS,
  }: SmtpOptions) {
    super();
    this.letterMs = letterMs;
    this.pool = createTransport({
      pool: true,
      url,
      maxConnections: connections,
      maxRequeues: RECONNECTIONS,
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: answerMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.pool.use('stream', (mail, done) => {
      const content = mail.data.raw as Buffer;
      // Asked for when a session stands, and read to its end before the final dot.
      mail.message.processFunc((stream) => {
        this.progress.set(content, 'speaking');
        stream.once('end', () => this.progress.set(content, 'handed-over'));
        return stream;
      });
      done();
    });
  }

  async send(letter: Letter): Promise<Attempt> {
    try {
      const info = await this.pool.sendMail({
        envelope: { from: letter.from, to: [letter.to] },
        raw: letter.content,
        dsn: { id: letter.id, return: 'headers', notify: ['failure', 'delay'] },
        signal: AbortSignal.timeout(this.letterMs),
      });
      return { state: 'sent', answer: info.response };
    } catch (error) {
      return outcomeOf(error as SmtpFailure, this.progress.get(letter.content) ?? 'connecting');
    }
  }

  abort(): void {
    this.pool.close({ force: true });
  }

  /** Lets what is on its way finish, then closes the connections. */
  close(): void {
    this.pool.close();
  }
}
