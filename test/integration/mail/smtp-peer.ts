import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { NOBODY_TRUSTS } from './untrusted-certificate.js';

/** One message as the server took it: the envelope, the bytes, and what a mail program reads in them. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** What the sender asked for in delivery reports (RFC 3461); null where the server offers none. */
  readonly dsn: { readonly envid: string; readonly ret: string; readonly notify: readonly string[] } | null;
  readonly raw: string;
  readonly mail: Email;
  /** Reply code after the final dot; null: none was given. */
  answer: number | null;
}

/** How the server treats a message. */
export type Treatment =
  | 'accept'
  /** Hangs up without an answer when the recipient is named: nothing was handed over. */
  | 'hang-up-before-data'
  /** Hangs up without an answer when it is to take the message. */
  | 'hang-up-at-data'
  /** Hangs up when the message begins to arrive. */
  | 'hang-up-in-data'
  /** Never answers the recipient. */
  | 'silent-before-data'
  /** Answers the recipient when `letGo` is called. */
  | 'hold'
  /** Takes the whole message, final dot and all, and hangs up without an answer. */
  | 'hang-up-after-dot'
  /** Takes the whole message and never answers. */
  | 'silent-after-dot'
  /** Says 421 in place of a greeting. */
  | 'no-greeting'
  /** Answers the sender, the recipient, or the message, with this code. */
  | { readonly refuseSender: number }
  | { readonly refuse: number; readonly words?: string }
  | { readonly refuseMessage: number };

export interface PeerOptions {
  /** Offers delivery reports. */
  readonly dsn?: boolean;
  /** Speaks TLS from the first byte, with a certificate that nobody trusts. */
  readonly secure?: boolean;
}

/** What can be waited for; each comes before the server answers, but for the last. */
export type Moment = 'connection' | 'recipient' | 'data' | 'message' | 'accepted';

/** A real SMTP server on a port of its own that keeps what it receives. */
export class SmtpPeer extends EventEmitter<Record<Moment, []>> {
  /** Every message whose final dot arrived, answered or not. */
  readonly received: Received[] = [];
  treatment: Treatment = 'accept';
  private readonly sockets = new Set<Socket>();
  private held: (() => void)[] = [];
  private server: SMTPServer | undefined;
  private port = 0;

  private constructor(private readonly options: PeerOptions) {
    super();
  }

  static async start(options: PeerOptions = {}): Promise<SmtpPeer> {
    const peer = new SmtpPeer(options);
    await peer.listen();
    return peer;
  }

  get url(): string {
    return `${this.options.secure ? 'smtps' : 'smtp'}://127.0.0.1:${this.port}`;
  }

  /** Starts listening; after `stop`, on the same port as before. */
  async listen(): Promise<void> {
    const { dsn = false, secure = false } = this.options;
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      hideDSN: !dsn,
      ...(secure && { secure, ...NOBODY_TRUSTS }),
      onConnect: (_session, done) => done(this.treatment === 'no-greeting' ? refusal(421) : null),
      onMailFrom: (_address, _session, done) => {
        const { treatment } = this;
        const refused = typeof treatment === 'object' && 'refuseSender' in treatment;
        done(refused ? refusal(treatment.refuseSender) : null);
      },
      onRcptTo: (_address, _session, done) => {
        this.emit('recipient');
        this.answerRecipient(done);
      },
      onData: (stream, session, done) => {
        this.emit('data');
        stream.on('error', () => undefined);
        if (this.treatment === 'hang-up-at-data') return this.hangUp();
        if (this.treatment === 'hang-up-in-data') return void stream.once('data', () => this.hangUp());
        void this.take(stream, session, done);
      },
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      this.emit('connection');
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
  }

  /** Ends the connections that stand. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Refuses connections from now on, and ends those that stand. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = once(server.server, 'close');
    server.close();
    this.hangUp();
    await closed;
  }

  /** Answers everyone whose answer is held. */
  letGo(): void {
    for (const answer of this.held.splice(0)) answer();
  }

  /** Calls `act` at the `count`th such moment from now on, before the server says anything more. */
  at(moment: Moment, count: number, act: () => void): void {
    let seen = 0;
    const see = () => {
      seen++;
      if (seen !== count) return;
      this.off(moment, see);
      act();
    };
    this.on(moment, see);
  }

  /** Resolves at the `count`th such moment from now on. */
  reached(moment: Moment, count = 1): Promise<void> {
    return new Promise((resolve) => this.at(moment, count, resolve));
  }

  private answerRecipient(done: (error?: Error | null) => void): void {
    const { treatment } = this;
    if (treatment === 'silent-before-data') return;
    if (treatment === 'hang-up-before-data') this.hangUp();
    else if (treatment === 'hold') this.held.push(() => done());
    else if (typeof treatment === 'object' && 'refuse' in treatment)
      done(refusal(treatment.refuse, treatment.words));
    else done();
  }

  private async take(
    stream: SMTPServerDataStream,
    { envelope }: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const raw = Buffer.concat(chunks).toString('utf8');
    const received: Received = {
      from: envelope.mailFrom ? envelope.mailFrom.address : '',
      to: envelope.rcptTo.map(({ address }) => address),
      dsn: this.options.dsn ? dsnOf(envelope) : null,
      raw,
      mail: await PostalMime.parse(raw),
      answer: null,
    };
    this.received.push(received);
    this.emit('message');
    const { treatment } = this;
    if (treatment === 'hang-up-after-dot') this.hangUp();
    if (treatment === 'hang-up-after-dot' || treatment === 'silent-after-dot') return;
    const refused = typeof treatment === 'object' && 'refuseMessage' in treatment;
    received.answer = refused ? treatment.refuseMessage : 250;
    done(refused ? refusal(treatment.refuseMessage) : null);
    if (!refused) this.emit('accepted');
  }
}

function refusal(responseCode: number, words = 'no such mailbox, or not now'): Error {
  return Object.assign(new Error(words), { responseCode });
}

function dsnOf({ dsn, rcptTo }: SMTPServerSession['envelope']): Received['dsn'] {
  return {
    envid: dsn?.envid ?? '',
    ret: dsn?.ret ?? '',
    notify: rcptTo.flatMap(({ dsn: asked }) => asked?.notify ?? []),
  };
}
