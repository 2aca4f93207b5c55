import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE "organizations" ADD "name_kana" text`,
  `ALTER TABLE "organizations" ADD "accent" text`,
  `ALTER TABLE "organizations" ADD "readings" jsonb NOT NULL DEFAULT '[]'`,
  `ALTER TABLE "organizations" ADD "privacy_note" text`,
  `ALTER TABLE "programmes" ADD "summary_en" text`,
  `ALTER TABLE "programmes" ADD "summary_simple" text`,
  `ALTER TABLE "programmes" ADD "bring" text`,
  `ALTER TABLE "programmes" ADD "anonymous" boolean`,
  `ALTER TABLE "programmes" ADD "look_only" boolean`,
  `ALTER TABLE "programmes" ADD "camera_off" boolean`,
  `ALTER TABLE "venues" ADD "name_kana" text`,
  `ALTER TABLE "venues" ADD "step_free" boolean`,
  `ALTER TABLE "venues" ADD "discreet_entrance" text`,
];

const DOWN = [
  ...['discreet_entrance', 'step_free', 'name_kana'].map(
    (column) => `ALTER TABLE "venues" DROP COLUMN "${column}"`,
  ),
  ...['camera_off', 'look_only', 'anonymous', 'bring', 'summary_simple', 'summary_en'].map(
    (column) => `ALTER TABLE "programmes" DROP COLUMN "${column}"`,
  ),
  ...['privacy_note', 'readings', 'accent', 'name_kana'].map(
    (column) => `ALTER TABLE "organizations" DROP COLUMN "${column}"`,
  ),
];

/** Fields of programme files that are new, as a file that leaves them out asks for them. */
const NEW_FIELDS = {
  organizations: { nameKana: null, accent: null, readings: [], privacyNote: null },
  programmes: {
    summaryEn: null,
    summarySimple: null,
    bring: null,
    anonymous: null,
    lookOnly: null,
    cameraOff: null,
  },
  venues: { nameKana: null, stepFree: null, discreetEntrance: null },
};

/**
 * What public pages say beside the facts: colours, readings, what one may do there without being seen. What files asked before is
 * noted with what they leave out now: an old file that comes again asks for nothing new.
 */
export class PublicSite1763838000000 implements MigrationInterface {
  name = 'PublicSite1763838000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const [table, fields] of Object.entries(NEW_FIELDS)) {
      await queryRunner.query(`UPDATE ${table} SET asked = asked || $1 WHERE asked IS NOT NULL`, [fields]);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, fields] of Object.entries(NEW_FIELDS)) {
      await queryRunner.query(`UPDATE ${table} SET asked = asked - $1::text[] WHERE asked IS NOT NULL`, [
        Object.keys(fields),
      ]);
    }
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
