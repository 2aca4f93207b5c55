import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** One address for browsers, whatever server is behind it; the line can be cut, and be put to another server. */
export class FlakyLine {
  private readonly sockets = new Set<Socket>();
  private target: number | null;

  private constructor(
    private readonly server: Server,
    url: string,
  ) {
    this.target = portOf(url);
    server.on('connection', (visitor) => this.join(visitor));
  }

  static async to(url: string): Promise<FlakyLine> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FlakyLine(server, url);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on nobody answers, and whatever was on its way is lost. */
  cut(): void {
    this.target = null;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(url: string): void {
    this.target = portOf(url);
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(visitor: Socket): void {
    if (this.target === null) {
      visitor.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [visitor, server],
      [server, visitor],
    ] as const) {
      this.sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
