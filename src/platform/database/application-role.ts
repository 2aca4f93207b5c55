import pg from 'pg';

/** How the owner of the schema lets the application in. */
export interface Admission {
  /** Of the role that owns the tables and changes the schema. */
  readonly ownerUrl: string;
  /** Of the role with which the application works, in the same database. */
  readonly url: string;
  /** Tables to which the application may only add rows. */
  readonly appendOnly: readonly string[];
}

/** Schema of the queue, whose tables the queue itself adds to and drops. */
const QUEUE = 'pgboss';

/**
 * Gives the application's role what it needs and no more: it reads and writes every table, only adds to those of `appendOnly`, owns
 * no table of ours, and so can neither change the schema nor switch a trigger off. Creates the role with the password of its URL
 * where there is none of that name. Where both URLs have the same user, there is nothing to separate.
 * @returns whether there was
 * @throws Error of PostgreSQL where the owner may not create roles and the role is not there.
 */
export async function admitApplication({ ownerUrl, url, appendOnly }: Admission): Promise<boolean> {
  const [owner, application] = [new URL(ownerUrl), new URL(url)].map(({ username, password }) => ({
    name: decodeURIComponent(username),
    password: decodeURIComponent(password),
  }));
  if (!owner || !application || owner.name === application.name) return false;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const role = client.escapeIdentifier(application.name);
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [application.name]);
    if (!rowCount) {
      const password = client.escapeLiteral(application.password);
      await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${password}`);
    }
    const database = client.escapeIdentifier(client.database ?? owner.name);
    await client.query('BEGIN');
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${role}`);
    // Whoever makes a schema of the owner's name puts tables and functions of their own before the owner's.
    await client.query(`REVOKE CREATE ON DATABASE ${database} FROM ${role}`);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
    await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    await client.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
    for (const table of appendOnly) {
      await client.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${client.escapeIdentifier(table)} FROM ${role}`);
    }
    await giveQueue(client, role);
    await client.query('COMMIT');
    return true;
  } finally {
    await client.end();
  }
}

/** Whether the role that is connected can add to the table, but neither change nor remove what is in it. */
export const ONLY_ADDS = `
  SELECT NOT has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
     AND NOT pg_has_role(c.relowner, 'MEMBER') AS "onlyAdds"
    FROM pg_class c WHERE c.oid = to_regclass($1)`;

/**
 * The application makes the tables of the queue itself, in a schema that the owner has made for it. What the owner has made there,
 * before the application had a role of its own or when a backup was restored, becomes the application's.
 */
async function giveQueue(client: pg.Client, role: string): Promise<void> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${QUEUE}`);
  const { rows: missing } = await client.query(
    'SELECT WHERE NOT (has_schema_privilege($2::regrole, $1, $3) AND has_schema_privilege($2::regrole, $1, $4))',
    [QUEUE, role, 'USAGE', 'CREATE'],
  );
  if (missing.length > 0) await client.query(`GRANT USAGE, CREATE ON SCHEMA ${QUEUE} TO ${role}`);
  const { rows: former } = await client.query<{ statement: string }>(FORMER_QUEUE, [QUEUE, role]);
  if (former.length === 0) return;
  // Who gives something away must be able to act as the one who gets it; a superuser is.
  const { rows: member } = await client.query('SELECT WHERE pg_has_role($1::regrole, $2)', [role, 'SET']);
  if (member.length === 0) await client.query(`GRANT ${role} TO CURRENT_USER`);
  for (const { statement } of former) await client.query(statement);
  if (member.length === 0) await client.query(`REVOKE ${role} FROM CURRENT_USER`);
}

/** SQL: what makes everything of the queue that another role owns the application's. $1 schema, $2 role, quoted. */
const FORMER_QUEUE = `
  SELECT format('ALTER TABLE %s OWNER TO %s', oid::regclass, $2::text) AS statement
    FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p', 'v') AND relowner <> $2::text::regrole
  UNION ALL
  SELECT format('ALTER ROUTINE %s OWNER TO %s', oid::regprocedure, $2::text)
    FROM pg_proc WHERE pronamespace = to_regnamespace($1) AND proowner <> $2::text::regrole
  UNION ALL
  SELECT format('ALTER TYPE %s OWNER TO %s', oid::regtype, $2::text)
    FROM pg_type WHERE typnamespace = to_regnamespace($1) AND typtype = 'e' AND typowner <> $2::text::regrole`;
