import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** One message as the server took it: the envelope, the bytes, and what a mail program reads in them. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: Email;
}

/** How the server treats a message. */
export type Treatment =
  | 'accept'
  /** Hangs up without an answer when the recipient is named: nothing was handed over. */
  | 'hang-up-before-data'
  /** Never answers the recipient. */
  | 'silent-before-data'
  /** Takes the whole message, final dot and all, and hangs up without an answer. */
  | 'hang-up-after-dot'
  /** Takes the whole message and never answers. */
  | 'silent-after-dot'
  /** Answers the recipient with this code. */
  | { readonly refuse: number };

/** A real SMTP server on a port of its own that keeps what it receives. */
export class SmtpPeer extends EventEmitter<{ recipient: []; message: [] }> {
  /** Every message whose final dot arrived, answered or not. */
  readonly received: Received[] = [];
  treatment: Treatment = 'accept';
  private readonly sockets = new Set<Socket>();
  private server: SMTPServer | undefined;
  private port = 0;

  static async start(): Promise<SmtpPeer> {
    const peer = new SmtpPeer();
    await peer.listen();
    return peer;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Starts listening; after `stop`, on the same port as before. */
  async listen(): Promise<void> {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      onRcptTo: (_address, _session, done) => {
        this.emit('recipient');
        if (this.treatment === 'silent-before-data') return;
        if (this.treatment === 'hang-up-before-data') this.hangUp();
        else if (typeof this.treatment === 'object') {
          const { refuse } = this.treatment;
          done(Object.assign(new Error('no such mailbox, or not now'), { responseCode: refuse }));
        } else done();
      },
      onData: (stream, session, done) => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        const to = rcptTo.map(({ address }) => address);
        this.take(stream, from, to).then((answered) => (answered ? done() : undefined), done);
      },
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
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

  private hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private async take(stream: SMTPServerDataStream, from: string, to: string[]): Promise<boolean> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    this.received.push({ from, to, raw, mail: await PostalMime.parse(raw) });
    this.emit('message');
    if (this.treatment === 'hang-up-after-dot') this.hangUp();
    return this.treatment === 'accept';
  }
}
