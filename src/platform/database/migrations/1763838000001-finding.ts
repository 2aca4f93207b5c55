import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // A list goes on after an instant and an id.
  `DROP INDEX "ix_sessions_starts_at"`,
  `CREATE INDEX "ix_sessions_starts_at" ON "sessions" ("starts_at", "id")`,
  // The next date of a programme.
  `DROP INDEX "ix_sessions_programme"`,
  `CREATE INDEX "ix_sessions_programme" ON "sessions" ("programme_id", "starts_on")`,
  `CREATE INDEX "ix_sessions_also_for" ON "sessions" USING gin ("also_for_ids") WHERE also_for_ids <> '{}'`,
  // What lasts several days and still goes on.
  `CREATE INDEX "ix_sessions_ends_on" ON "sessions" ("ends_on") WHERE ends_on IS NOT NULL`,
  // Days on which a desk is open.
  `CREATE INDEX "ix_sessions_ordinary_days" ON "sessions" ("course_id", "starts_on") WHERE status = 'scheduled' AND title IS NULL AND topic IS NULL`,
  `CREATE INDEX "ix_seat_pools_online" ON "seat_pools" ("session_id") WHERE key = 'online'`,
  `CREATE INDEX "ix_sessions_venue" ON "sessions" ("venue_id", "starts_at")`,
];

const DOWN = [
  `DROP INDEX "ix_sessions_venue"`,
  `DROP INDEX "ix_seat_pools_online"`,
  `DROP INDEX "ix_sessions_ordinary_days"`,
  `DROP INDEX "ix_sessions_ends_on"`,
  `DROP INDEX "ix_sessions_also_for"`,
  `DROP INDEX "ix_sessions_programme"`,
  `CREATE INDEX "ix_sessions_programme" ON "sessions" ("programme_id")`,
  `DROP INDEX "ix_sessions_starts_at"`,
  `CREATE INDEX "ix_sessions_starts_at" ON "sessions" ("starts_at")`,
];

/** Indexes by which lists and months stay quick, however many sessions there are. */
export class Finding1763838000001 implements MigrationInterface {
  name = 'Finding1763838000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
