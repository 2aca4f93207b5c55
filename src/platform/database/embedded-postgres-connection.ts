import pg from 'pg';

/** Owner of everything in the embedded server. */
export const DATABASE_USER = 'tsudoi';
const DATABASE_NAME = 'tsudoi';

/** postgres:// URL of the database; the password is hexadecimal, so nothing needs escaping. */
export function urlOf(port: number, password: string, database = DATABASE_NAME): string {
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Creates the database if it is absent. */
export async function ensureDatabase(url: string): Promise<void> {
  const address = new URL(url);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE_NAME)}`);
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL runs, but database ${DATABASE_NAME} could not be opened: ` +
        `${String(error)}. If it was just stopping or is out of connections, start again; else see server.log.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The data directory of the server at a port of 127.0.0.1, by its own word: '' where it refuses our password,
 * undefined where it does not answer (yet).
 */
export async function dataDirectoryAt(port: number, password: string): Promise<string | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(port, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory;
  } catch (error) {
    return (error as { code?: string }).code === '28P01' ? '' : undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
