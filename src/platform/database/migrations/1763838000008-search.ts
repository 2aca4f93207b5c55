import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE "search_texts" ("programme_id" uuid NOT NULL, "title" text NOT NULL, "summary" text NOT NULL, "topics" text NOT NULL, "title_read" text NOT NULL DEFAULT '', "summary_read" text NOT NULL DEFAULT '', "topics_read" text NOT NULL DEFAULT '', "analysed" boolean NOT NULL DEFAULT false, "version" text NOT NULL, CONSTRAINT "pk_search_texts" PRIMARY KEY ("programme_id"))`,
  `CREATE TABLE "search_changes" ("id" uuid NOT NULL, "programme_id" uuid NOT NULL, CONSTRAINT "pk_search_changes" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_search_changes_programme" ON "search_changes" ("programme_id")`,
  `ALTER TABLE "search_texts" ADD CONSTRAINT "fk_search_texts_programme_id" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

/** Columns by which a programme is found, table by table. */
const PROGRAMME = [
  ...['organization_id', 'title', 'title_en', 'title_kana', 'kind', 'audience', 'audiences'],
  ...['summary', 'summary_en', 'summary_simple', 'description'],
];
const SESSION = ['programme_id', 'venue_id', 'title', 'topic', 'lecturer'];
const COURSE = ['programme_id', 'title', 'title_en'];
const VENUE = ['name', 'name_en', 'name_kana'];
const ORGANIZATION = ['name', 'name_en', 'name_kana', 'municipality_name', 'readings'];

/** SQL: a function that marks the programmes of `ids`. */
const marking = (name: string, ids: string) =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO search_changes (id, programme_id) SELECT gen_random_uuid(), one.id FROM (${ids}) one (id);
    RETURN NULL;
  END $$`;

const differs = (columns: readonly string[]) => {
  const row = (name: string) => columns.map((column) => `${name}.${column}`).join(', ');
  return `(${row('OLD')}) IS DISTINCT FROM (${row('NEW')})`;
};

/** SQL: rows that come or go are marked once for each statement, an import writes thousands. */
const comingAndGoing = (table: string, column: string, events: readonly ('insert' | 'delete')[]) => [
  marking(`mark_search_of_${table}`, `SELECT DISTINCT ${column} FROM changed`),
  ...events.map(
    (event) =>
      `CREATE TRIGGER ${table}_search_${event} AFTER ${event.toUpperCase()} ON ${table}
       REFERENCING ${event === 'delete' ? 'OLD' : 'NEW'} TABLE AS changed
       FOR EACH STATEMENT EXECUTE FUNCTION mark_search_of_${table}()`,
  ),
];

/** SQL: what is found by no other column costs a change of it nothing but the comparison. */
const changing = (table: string, columns: readonly string[], ids: string) => [
  marking(`mark_search_of_changed_${table}`, ids),
  `CREATE TRIGGER ${table}_search_update AFTER UPDATE ON ${table} FOR EACH ROW
   WHEN (${differs(columns)}) EXECUTE FUNCTION mark_search_of_changed_${table}()`,
];

const TRIGGERS = [
  ...comingAndGoing('programmes', 'id', ['insert']),
  ...changing('programmes', PROGRAMME, 'SELECT NEW.id'),
  ...comingAndGoing('sessions', 'programme_id', ['insert', 'delete']),
  ...changing('sessions', SESSION, 'SELECT OLD.programme_id UNION SELECT NEW.programme_id'),
  ...comingAndGoing('courses', 'programme_id', ['insert', 'delete']),
  ...changing('courses', COURSE, 'SELECT OLD.programme_id UNION SELECT NEW.programme_id'),
  ...changing('venues', VENUE, 'SELECT DISTINCT programme_id FROM sessions WHERE venue_id = NEW.id'),
  ...changing('organizations', ORGANIZATION, 'SELECT id FROM programmes WHERE organization_id = NEW.id'),
];

const DROPS = ['programmes', 'sessions', 'courses', 'venues', 'organizations'].flatMap((table) => [
  ...(['insert', 'delete', 'update'] as const).map(
    (event) => `DROP TRIGGER IF EXISTS ${table}_search_${event} ON ${table}`,
  ),
  `DROP FUNCTION IF EXISTS mark_search_of_${table}()`,
  `DROP FUNCTION IF EXISTS mark_search_of_changed_${table}()`,
]);

/** What search compares, and marks of what it has to read anew: all that there is, to begin with. */
export class Search1763838000008 implements MigrationInterface {
  name = 'Search1763838000008';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...TRIGGERS]) await queryRunner.query(statement);
    await queryRunner.query(
      'INSERT INTO search_changes (id, programme_id) SELECT gen_random_uuid(), id FROM programmes',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DROPS) await queryRunner.query(statement);
    await queryRunner.query('DROP TABLE "search_changes"');
    await queryRunner.query('DROP TABLE "search_texts"');
  }
}
