import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Words that staff put on leaflets. */
const UP = [
  `CREATE TABLE "leaflets" ("subject_id" uuid NOT NULL, "form" text NOT NULL, "language" text NOT NULL, "organization_id" uuid NOT NULL, "programme_id" uuid NOT NULL, "course_id" uuid, "headline" text, "lead" text, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "ck_leaflets_words" CHECK (headline IS NOT NULL OR lead IS NOT NULL), CONSTRAINT "ck_leaflets_form" CHECK (form IN ('poster', 'threefold', 'card')), CONSTRAINT "pk_leaflets" PRIMARY KEY ("subject_id", "form", "language"))`,
  `CREATE INDEX "ix_leaflets_programme_id" ON "leaflets" ("programme_id")`,
  `CREATE INDEX "ix_leaflets_course_id" ON "leaflets" ("course_id")`,
  `ALTER TABLE "leaflets" ADD CONSTRAINT "fk_leaflets_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "leaflets" ADD CONSTRAINT "fk_leaflets_programme_id" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "leaflets" ADD CONSTRAINT "fk_leaflets_course_id" FOREIGN KEY ("course_id") REFERENCES "courses"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

export class Leaflets1763838000005 implements MigrationInterface {
  name = 'Leaflets1763838000005';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "leaflets"');
  }
}
