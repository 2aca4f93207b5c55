import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds within which the process must serve. */
const READY_WITHIN_MS = 60_000;

/** The built application as a process of its own. */
export interface AppProcess {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Everything it has written to stdout and stderr. */
  output(): string;
  /** SIGTERM, and the end of the process. */
  stop(): Promise<void>;
}

/**
 * Starts `node dist/main.js` with nothing in its environment but `env` and a free PORT, and waits until it serves.
 * @param nodeOptions options of node itself, e.g. `--cpu-prof`
 * @throws Error with what it wrote where it ends before it serves
 */
export async function startAppProcess(
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<AppProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeOptions, resolve('dist/main.js')], {
    // All clients of a test or a measure come from one address.
    env: { PATH: process.env.PATH, REGISTRATIONS_PER_ORIGIN: '0', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exit = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const end = performance.now() + READY_WITHIN_MS;
  while (!(await serves(url))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`the application does not serve:\n${output}`);
    }
    await pause(50);
  }
  return {
    url,
    port,
    child,
    output: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exit;
    },
  };
}

async function serves(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** A port of this machine that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
