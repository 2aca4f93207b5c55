import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "pictures" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "role" text NOT NULL, "alt" text NOT NULL, "alt_en" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "ck_pictures_role" CHECK (role IN ('logo', 'photograph')), CONSTRAINT "pk_pictures" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_pictures_organization_id" ON "pictures" ("organization_id")`,
  `CREATE TABLE "picture_files" ("picture_id" uuid NOT NULL, "hash" text NOT NULL, "media_type" text NOT NULL, "width" integer NOT NULL, "height" integer NOT NULL, "bytes" bytea NOT NULL, CONSTRAINT "pk_picture_files" PRIMARY KEY ("picture_id", "hash"))`,
  `CREATE INDEX "ix_picture_files_hash" ON "picture_files" ("hash")`,
  `ALTER TABLE "organizations" ADD "logo_id" uuid`,
  `ALTER TABLE "programmes" ADD "picture_id" uuid`,
  `ALTER TABLE "venues" ADD "picture_id" uuid`,
  `ALTER TABLE "pictures" ADD CONSTRAINT "fk_pictures_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "picture_files" ADD CONSTRAINT "fk_picture_files_picture_id" FOREIGN KEY ("picture_id") REFERENCES "pictures"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  ...Object.entries({ organizations: 'logo_id', programmes: 'picture_id', venues: 'picture_id' }).map(
    ([table, column]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "fk_${table}_${column}" FOREIGN KEY ("${column}") REFERENCES "pictures"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
  ),
  // JPEG, PNG and WebP are compressed already.
  `ALTER TABLE "picture_files" ALTER COLUMN "bytes" SET STORAGE EXTERNAL`,
];

/** Where a picture hangs, by table. */
const PLACES = { organizations: 'logo_id', programmes: 'picture_id', venues: 'picture_id' };

/** Logos and photographs of public pages. One that hangs nowhere any more is erased, whoever took it down, and by whatever act. */
export class Pictures1763838000006 implements MigrationInterface {
  name = 'Pictures1763838000006';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const [table, column] of Object.entries(PLACES)) {
      await queryRunner.query(
        `CREATE FUNCTION pictures_taken_down_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           DELETE FROM pictures WHERE id = OLD.${column};
           RETURN NULL;
         END $$`,
      );
      await queryRunner.query(
        `CREATE TRIGGER pictures_replaced AFTER UPDATE OF ${column} ON ${table} FOR EACH ROW
         WHEN (OLD.${column} IS NOT NULL AND OLD.${column} IS DISTINCT FROM NEW.${column})
         EXECUTE FUNCTION pictures_taken_down_${table}()`,
      );
      await queryRunner.query(
        `CREATE TRIGGER pictures_gone AFTER DELETE ON ${table} FOR EACH ROW
         WHEN (OLD.${column} IS NOT NULL) EXECUTE FUNCTION pictures_taken_down_${table}()`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, column] of Object.entries(PLACES)) {
      await queryRunner.query(`DROP TRIGGER pictures_replaced ON ${table}`);
      await queryRunner.query(`DROP TRIGGER pictures_gone ON ${table}`);
      await queryRunner.query(`DROP FUNCTION pictures_taken_down_${table}()`);
      await queryRunner.query(`ALTER TABLE "${table}" DROP COLUMN "${column}"`);
    }
    await queryRunner.query('DROP TABLE "picture_files"');
    await queryRunner.query('DROP TABLE "pictures"');
  }
}
