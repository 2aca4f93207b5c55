import { createHmac } from 'node:crypto';
import type { Env } from '../config/env.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

/** A database to work with, and how to let go of it. */
export interface ProvidedDatabase {
  /** With the application's role. */
  readonly url: string;
  /** With the role that owns the tables; the same where the operator has not separated them. */
  readonly ownerUrl: string;
  /** Stops the server if this process started it; a server of the operator's, or of another process, stays. */
  release(): Promise<void>;
}

const APPLICATION_ROLE = 'tsudoi_app';

/** The operator's database where `DATABASE_URL` names one, else the embedded server under `TSUDOI_HOME`. */
export async function provideDatabase(env: Env, log: (line: string) => void): Promise<ProvidedDatabase> {
  if (env.DATABASE_URL) {
    const ownerUrl = env.DATABASE_OWNER_URL ?? env.DATABASE_URL;
    return { url: env.DATABASE_URL, ownerUrl, release: async () => undefined };
  }
  const server = await startEmbeddedPostgres({ home: env.TSUDOI_HOME, log });
  return { url: applicationUrl(server.url), ownerUrl: server.url, release: () => server.stop() };
}

/** The same database with the application's role, whose password follows from the owner's. */
function applicationUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', url.password).update(APPLICATION_ROLE).digest('hex');
  url.username = APPLICATION_ROLE;
  return url.toString();
}
