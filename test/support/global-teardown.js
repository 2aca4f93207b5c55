import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  const { server, home } = globalThis.tsudoiTestServer;
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}
