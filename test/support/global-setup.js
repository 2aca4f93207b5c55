import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../dist/migrate.js';
import { startEmbeddedPostgres } from '../../dist/platform/database/embedded-postgres.js';

/** One PostgreSQL for the whole run; its database, migrated once, is the template that every test file clones. */
export default async function globalSetup() {
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-test-'));
  const lines = [];
  const server = await startEmbeddedPostgres({
    home,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
    log: (line) => lines.push(line),
  });
  await migrate(server.url);
  process.env.TSUDOI_TEST_DATABASE = server.url;
  globalThis.tsudoiTestServer = { server, home };
}
