import type { DataSource } from 'typeorm';

/**
 * The SQL statements that would bring a fully migrated database to what the entities say; empty where they agree.
 * A developer who changed an entity makes the next migration of them; `npm test` fails while any is left.
 */
export async function schemaDrift(db: DataSource): Promise<string[]> {
  const { upQueries } = await db.driver.createSchemaBuilder().log();
  return upQueries.map((statement) => statement.query);
}
