import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stands in the audit log stays there. The application's role has no right to change it; this holds off everyone else's
 * mistakes too, the owner's of the tables included, until they drop the triggers on purpose.
 */
export class LogOnlyGrows1763809200009 implements MigrationInterface {
  name = 'LogOnlyGrows1763809200009';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER audit_entries_only_grows BEFORE UPDATE OR DELETE ON audit_entries
      FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()`);
    await queryRunner.query(`
      CREATE TRIGGER audit_entries_never_emptied BEFORE TRUNCATE ON audit_entries
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER audit_entries_never_emptied ON audit_entries');
    await queryRunner.query('DROP TRIGGER audit_entries_only_grows ON audit_entries');
    await queryRunner.query('DROP FUNCTION refuse_to_rewrite()');
  }
}
