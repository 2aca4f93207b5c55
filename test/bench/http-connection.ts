import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** The body with one character for each byte. */
  readonly bytes: string;
}

const HEAD_END = '\r\n\r\n';

/**
 * One kept-alive HTTP/1.1 connection with one request at a time. It knows only what the bench needs (Content-Length, no
 * chunks), because on two cores a client that works much is measured along with the server.
 */
export class HttpConnection {
  // No parameter properties: Node strips types, it does not compile.
  private received = '';
  /** Characters of the answer under way, as soon as its head has come; 0 before. */
  private awaited = 0;
  private waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | undefined;

  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    // latin1: one character per byte, so that Content-Length counts characters.
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => this.take(text));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** @param request the whole request as it goes over the wire */
  ask(request: string): Promise<HttpAnswer> {
    if (this.socket.destroyed) return Promise.reject(new Error('the server has closed the connection'));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    // Of a long body each piece is only counted: to search it again and again would be most of the work.
    if (this.received.length < this.awaited) return;
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.slice(0, end);
    const status = Number(head.slice(9, 12));
    const length = status === 304 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    const whole = end + HEAD_END.length + length;
    this.awaited = whole;
    if (this.received.length < whole) return;
    this.awaited = 0;
    const bytes = this.received.slice(end + HEAD_END.length, whole);
    this.received = this.received.slice(whole);
    // Read only where somebody asks: a client that works much is measured along.
    const answer = {
      status,
      head,
      bytes,
      get body() {
        return Buffer.from(bytes, 'latin1').toString('utf8');
      },
    };
    this.waiting?.resolve(answer);
  }
}

/** A request as `HttpConnection.ask` takes it. */
export function httpRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const all = {
    host: '127.0.0.1',
    ...headers,
    ...(body
      ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
      : {}),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n');
}
