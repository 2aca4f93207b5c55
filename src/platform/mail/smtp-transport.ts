import { createTransport } from 'nodemailer';
import type { Letter } from './letter.js';
import { type Attempt, MailTransport } from './mail-transport.js';
import { outcomeOf, type SmtpFailure } from './smtp-outcome.js';

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  /** Connections kept open at most. */
  readonly connections: number;
  /** Milliseconds until a connection must stand, and until the server must greet. */
  readonly connectMs?: number;
  /** Milliseconds that one letter may take in all. */
  readonly letterMs?: number;
}

/** Hands letters to an SMTP server over a few connections that stay open from letter to letter. */
export class SmtpMailTransport extends MailTransport {
  private readonly pool;
  private readonly letterMs: number;
  /** Contents that were read to their end by a connection, so that the final dot may have left. */
  private readonly handedOver = new WeakSet<Buffer>();

  constructor({ url, connections, connectMs = 20_000, letterMs = 120_000 }: SmtpOptions) {
    super();
    this.letterMs = letterMs;
    this.pool = createTransport({
      pool: true,
      url,
      maxConnections: connections,
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: letterMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.pool.use('stream', (mail, done) => {
      const content = mail.data.raw as Buffer;
      mail.message.processFunc((stream) => {
        stream.once('end', () => this.handedOver.add(content));
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
        signal: AbortSignal.timeout(this.letterMs),
      });
      return { state: 'sent', answer: info.response };
    } catch (error) {
      return outcomeOf(error as SmtpFailure, this.handedOver.has(letter.content));
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
