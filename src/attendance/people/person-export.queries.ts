import type { DataSource } from 'typeorm';
import { PERSONAL_DATA, type PersonalTable, type PersonalTableName } from './personal-data.js';

/** A row as it is given: its columns in the order of `PERSONAL_DATA`, their names in camel case. */
export type ExportedRow = Readonly<Record<string, unknown>>;

export interface ExportAsked {
  readonly organizationId: string;
  readonly registrations: readonly string[];
  readonly addresses: readonly string[];
}

/** The rows about somebody in one table, and to which registration or place each belongs. */
export interface ExportedTable {
  readonly rows: readonly { readonly of: string | null; readonly row: ExportedRow }[];
}

export function camelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What one table holds of somebody, the oldest first where it says when. */
export async function exportedRows(
  db: DataSource,
  name: PersonalTableName,
  { organizationId, registrations, addresses }: ExportAsked,
): Promise<ExportedTable> {
  const table: PersonalTable = PERSONAL_DATA[name];
  if (table.rows === null) return { rows: [] };
  const columns = table.exported.map((column) => `'${camelCase(column)}', t.${column}`).join(', ');
  const order = table.exported.filter((column) => /^(at|position|member|question|\w+_(at|on))$/.test(column));
  const rows = await db.query(
    // Each statement names its parameters, or PostgreSQL would not know their types.
    `WITH asked AS (SELECT $1::uuid[] AS ids, $2::uuid AS organization, $3::text[] AS addresses)
     SELECT json_build_object(${columns}) AS row, ${table.of ? `t.${table.of}` : 'NULL'}::text AS of
     FROM ${name} t WHERE ${table.rows}
     ${order.length > 0 ? `ORDER BY ${order.map((column) => `t.${column}`).join(', ')}` : ''}`,
    [registrations, organizationId, addresses],
  );
  return { rows };
}
