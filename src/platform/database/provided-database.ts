import type { Env } from '../config/env.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

/** A database to work with, and how to let go of it. */
export interface ProvidedDatabase {
  readonly url: string;
  /** Stops the server if this process started it; a server of the operator's, or of another process, stays. */
  release(): Promise<void>;
}

/** The operator's database where `DATABASE_URL` names one, else the embedded server under `TSUDOI_HOME`. */
export async function provideDatabase(env: Env, log: (line: string) => void): Promise<ProvidedDatabase> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, release: async () => undefined };
  const server = await startEmbeddedPostgres({ home: env.TSUDOI_HOME, log });
  return { url: server.url, release: () => server.stop() };
}
