import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/** Rows of one statement: its one parameter stays within a few megabytes. */
const ROWS_AT_ONCE = 5000;

/**
 * Writes many rows with one statement and one parameter, whatever their number (an ORM insert of 6,000 sessions takes ten
 * times as long). All rows must have the fields of the first. With `identity`, rows that exist get the new values.
 */
export async function writeRows(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  rows: readonly object[],
  { identity }: { readonly identity?: readonly string[] } = {},
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const fields = columns.filter(({ propertyName }) => propertyName in first);
  const names = fields.map(({ databaseName }) => `"${databaseName}"`);
  const keys = fields.filter(({ propertyName }) => identity?.includes(propertyName));
  const conflict = identity
    ? `ON CONFLICT (${keys.map(({ databaseName }) => `"${databaseName}"`).join(', ')})
       DO UPDATE SET ${names.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`
    : '';
  const statement = `INSERT INTO "${tableName}" (${names.join(', ')})
    SELECT ${names.join(', ')} FROM jsonb_populate_recordset(NULL::"${tableName}", $1::jsonb) ${conflict}`;
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE).map((row) =>
      // Dates become ISO 8601 with their zone (UTC), which PostgreSQL reads as the same instant.
      Object.fromEntries(
        fields.map(({ propertyName, databaseName }) => [databaseName, (row as ObjectLiteral)[propertyName]]),
      ),
    );
    await tx.query(statement, [JSON.stringify(some)]);
  }
}

/** What a file asks of a row, to be written beside it; for sessions also what a rule gives. */
interface AskedRow {
  readonly row: object;
  readonly asked: object;
  readonly ruled: boolean;
}

/** New rows with what was asked of them. */
export function withAsked<Row extends object>(
  created: readonly { readonly row: Row }[],
  asked: readonly AskedRow[],
): (Row & { asked?: object })[] {
  const askedOfRow = new Map(asked.map((one) => [one.row, one]));
  return created.map(({ row }) => {
    const one = askedOfRow.get(row);
    return one ? { ...row, asked: one.asked, ruled: one.ruled ? one.asked : null } : row;
  });
}

/** Notes beside rows that exist already what a file asks of them. */
export async function writeAsked(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  {
    asked: all,
    created,
  }: { readonly asked: readonly AskedRow[]; readonly created: readonly Pick<AskedRow, 'row'>[] },
  identity: readonly string[],
): Promise<void> {
  const isNew = new Set(created.map(({ row }) => row));
  const asked = all.filter(({ row }) => !isNew.has(row));
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const keys = columns.filter(({ propertyName }) => identity.includes(propertyName));
  const hasRules = columns.some(({ propertyName }) => propertyName === 'ruled');
  const matches = keys.map(
    ({ databaseName }) => `"${tableName}"."${databaseName}" = wanted."${databaseName}"`,
  );
  const statement = `UPDATE "${tableName}" SET asked = wanted.asked${hasRules ? ', ruled = wanted.ruled' : ''}
    FROM jsonb_populate_recordset(NULL::"${tableName}", $1::jsonb) wanted WHERE ${matches.join(' AND ')}`;
  for (let at = 0; at < asked.length; at += ROWS_AT_ONCE) {
    const some = asked.slice(at, at + ROWS_AT_ONCE).map((one) => ({
      ...Object.fromEntries(
        keys.map(({ propertyName, databaseName }) => [
          databaseName,
          (one.row as ObjectLiteral)[propertyName],
        ]),
      ),
      asked: one.asked,
      ...(hasRules && { ruled: one.ruled ? one.asked : null }),
    }));
    await tx.query(statement, [JSON.stringify(some)]);
  }
}

/** Puts rows of an entity with `id` and `position` into another order; nothing else of them is written. */
export async function writePositions(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const { tableName } = tx.connection.getMetadata(entity);
  await tx.query(
    `UPDATE "${tableName}" SET position = wanted.position
     FROM unnest($1::uuid[], $2::int[]) AS wanted (id, position) WHERE "${tableName}".id = wanted.id`,
    [rows.map((row) => (row as ObjectLiteral).id), rows.map((row) => (row as ObjectLiteral).position)],
  );
}
