import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';

/** A server that says yes to everything and keeps the commands as they came: what a stricter one would not let be seen. */
export class PlainPeer {
  readonly commands: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<PlainPeer> {
    const server = createServer();
    const peer = new PlainPeer(server);
    server.on('connection', (socket) => {
      let isData = false;
      const say = (line: string) => socket.write(`${line}\r\n`);
      socket.on('error', () => undefined);
      createInterface({ input: socket }).on('line', (line) => {
        if (isData && line !== '.') return;
        const isEnd = isData;
        isData = line === 'DATA';
        if (!isEnd) peer.commands.push(line);
        say(isData ? '354 go on' : '250 yes');
      });
      say('220 here');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return peer;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}
