import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stood at an address, by table: the column by which it is addressed, and that of its programme. */
const PAGES = {
  programmes: { addressedBy: 'slug', programme: 'id' },
  courses: { addressedBy: 'id', programme: 'programme_id' },
  sessions: { addressedBy: 'id', programme: 'programme_id' },
};

/** Addresses of what was taken out: whoever follows an old link or leaflet is told so, and what is on instead. */
export class WithdrawnPages1763838000009 implements MigrationInterface {
  name = 'WithdrawnPages1763838000009';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "withdrawn_pages" ("path" text NOT NULL, "organization_id" uuid NOT NULL, "programme_id" uuid NOT NULL,
         "withdrawn_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_withdrawn_pages" PRIMARY KEY ("path"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_withdrawn_pages_organization_id" ON "withdrawn_pages" ("organization_id")`,
    );
    await queryRunner.query(
      `ALTER TABLE "withdrawn_pages" ADD CONSTRAINT "fk_withdrawn_pages_organization_id"
         FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    for (const [table, { addressedBy, programme }] of Object.entries(PAGES)) {
      // Where a whole organization is taken out nobody is left who holds anything instead.
      await queryRunner.query(
        `CREATE FUNCTION withdrawn_pages_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           INSERT INTO withdrawn_pages (path, organization_id, programme_id, withdrawn_at)
           SELECT '/${table}/' || gone.${addressedBy}, gone.organization_id, gone.${programme}, now()
           FROM gone JOIN organizations organization ON organization.id = gone.organization_id
           ON CONFLICT (path) DO UPDATE SET organization_id = EXCLUDED.organization_id,
             programme_id = EXCLUDED.programme_id, withdrawn_at = EXCLUDED.withdrawn_at;
           RETURN NULL;
         END $$`,
      );
      await queryRunner.query(
        `CREATE TRIGGER withdrawn_pages_${table} AFTER DELETE ON ${table} REFERENCING OLD TABLE AS gone
         FOR EACH STATEMENT EXECUTE FUNCTION withdrawn_pages_${table}()`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of Object.keys(PAGES)) {
      await queryRunner.query(`DROP TRIGGER withdrawn_pages_${table} ON ${table}`);
      await queryRunner.query(`DROP FUNCTION withdrawn_pages_${table}()`);
    }
    await queryRunner.query('DROP TABLE "withdrawn_pages"');
  }
}
