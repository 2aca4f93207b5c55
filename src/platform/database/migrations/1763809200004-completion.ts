import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Numbers of certificates and of rolls. What files asked before is noted with what they leave out now: an old file that comes again
 * asks for nothing new.
 */
export class Completion1763809200004 implements MigrationInterface {
  name = 'Completion1763809200004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE organizations SET asked = asked || '{"headCategories": [], "ageBands": [10, 20, 30, 40, 50, 60]}'
       WHERE asked IS NOT NULL`,
    );
    await queryRunner.query(
      `UPDATE courses SET asked = asked || '{"completion": null}' WHERE asked IS NOT NULL`,
    );
    await queryRunner.query('ALTER TABLE "completions" ADD "certificate_number" integer');
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_completions_certificate_number" ON "completions" ("programme_id", "certificate_number")`,
    );
    // A number of the roll stands for one person of a programme, also once they have left it.
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_completions_roll_number" ON "completions" ("programme_id", "roll_number")
       WHERE roll_number IS NOT NULL AND withdrawn_at IS NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX "uq_completions_roll_number"');
    await queryRunner.query('DROP INDEX "uq_completions_certificate_number"');
    await queryRunner.query('ALTER TABLE "completions" DROP COLUMN "certificate_number"');
    await queryRunner.query(`UPDATE courses SET asked = asked - 'completion' WHERE asked IS NOT NULL`);
    await queryRunner.query(
      `UPDATE organizations SET asked = asked - '{headCategories,ageBands}'::text[] WHERE asked IS NOT NULL`,
    );
  }
}
