import type { MigrationInterface, QueryRunner } from 'typeorm';

const MARK = `INSERT INTO search_changes (id, programme_id) SELECT gen_random_uuid(), one.id FROM`;

const UP = [
  `CREATE FUNCTION mark_search_of_programme_hosts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    ${MARK} (SELECT DISTINCT programme_id FROM changed) one (id);
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION mark_search_of_changed_programme_hosts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    ${MARK} (SELECT OLD.programme_id UNION SELECT NEW.programme_id) one (id);
    RETURN NULL;
  END $$`,
  ...(['insert', 'delete'] as const).map(
    (event) =>
      `CREATE TRIGGER programme_hosts_search_${event} AFTER ${event.toUpperCase()} ON programme_hosts
       REFERENCING ${event === 'delete' ? 'OLD' : 'NEW'} TABLE AS changed
       FOR EACH STATEMENT EXECUTE FUNCTION mark_search_of_programme_hosts()`,
  ),
  `CREATE TRIGGER programme_hosts_search_update AFTER UPDATE ON programme_hosts FOR EACH ROW
   WHEN ((OLD.programme_id, OLD.role, OLD.name) IS DISTINCT FROM (NEW.programme_id, NEW.role, NEW.name))
   EXECUTE FUNCTION mark_search_of_changed_programme_hosts()`,
];

const DOWN = [
  ...['insert', 'delete', 'update'].map(
    (event) => `DROP TRIGGER IF EXISTS programme_hosts_search_${event} ON programme_hosts`,
  ),
  'DROP FUNCTION IF EXISTS mark_search_of_programme_hosts()',
  'DROP FUNCTION IF EXISTS mark_search_of_changed_programme_hosts()',
];

/** Programmes are found by those who run them together, too: their search rows are made anew where these change. */
export class SearchHosts1763838000012 implements MigrationInterface {
  name = 'SearchHosts1763838000012';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
