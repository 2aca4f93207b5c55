import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports ask of each person who came whether they ever had come before. */
export class Reports1763809200005 implements MigrationInterface {
  name = 'Reports1763809200005';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "ix_places_contact" ON "places" ("contact_key") WHERE contact_key IS NOT NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX "ix_places_contact"');
  }
}
