import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Planning a year: what rules and files asked for, closures, habits, relations, hosts with rights, approved plans. */
const UP = [
  `ALTER TABLE "attendance_records" DROP CONSTRAINT "fk_attendance_records_session_id"`,
  `ALTER TABLE "head_counts" DROP CONSTRAINT "fk_head_counts_session_id"`,
  `CREATE TABLE "accepted_conflicts" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "session_id" uuid NOT NULL, "kind" text NOT NULL, "fact" text NOT NULL, "reason" text, "accepted_by" text NOT NULL, "accepted_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_accepted_conflicts_session_id_kind_fact" UNIQUE ("session_id", "kind", "fact"), CONSTRAINT "pk_accepted_conflicts" PRIMARY KEY ("id"))`,
  `CREATE TABLE "removed_sessions" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "sequence" integer NOT NULL, CONSTRAINT "pk_removed_sessions" PRIMARY KEY ("id"))`,
  `ALTER TABLE "organizations" ADD "year_end_from" text NOT NULL DEFAULT '12-29'`,
  `ALTER TABLE "organizations" ADD "year_end_until" text NOT NULL DEFAULT '01-03'`,
  `ALTER TABLE "organizations" ADD "closures" jsonb NOT NULL DEFAULT '[]'`,
  `ALTER TABLE "organizations" ADD "asked" jsonb`,
  `ALTER TABLE "programmes" ADD "frequency" jsonb`,
  `ALTER TABLE "programmes" ADD "relations" jsonb NOT NULL DEFAULT '[]'`,
  `ALTER TABLE "programmes" ADD "asked" jsonb`,
  `ALTER TABLE "courses" ADD "schedule" jsonb`,
  `ALTER TABLE "courses" ADD "asked" jsonb`,
  `ALTER TABLE "venues" ADD "closures" jsonb NOT NULL DEFAULT '[]'`,
  `ALTER TABLE "venues" ADD "closed_on" text array NOT NULL DEFAULT '{}'`,
  `ALTER TABLE "venues" ADD "asked" jsonb`,
  `ALTER TABLE "sessions" ADD "within_from" date`,
  `ALTER TABLE "sessions" ADD "within_until" date`,
  `ALTER TABLE "sessions" ADD "also_for_ids" uuid array NOT NULL DEFAULT '{}'`,
  `ALTER TABLE "sessions" ADD "ruled" jsonb`,
  `ALTER TABLE "sessions" ADD "asked" jsonb`,
  `ALTER TABLE "seat_pools" ADD "asked" jsonb`,
  `ALTER TABLE "fiscal_year_plans" ADD "baseline" jsonb`,
  `ALTER TABLE "fiscal_year_plans" ADD "approved_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "fiscal_year_plans" ADD "approved_by" text`,
  `ALTER TABLE "fiscal_year_plans" ADD "asked" jsonb`,
  `ALTER TABLE "programme_hosts" ADD "host_organization_id" uuid`,
  `ALTER TABLE "programme_hosts" ADD "rights" text`,
  `ALTER TABLE "programme_hosts" ADD "asked" jsonb`,
  `CREATE INDEX "ix_programme_hosts_organization" ON "programme_hosts" ("host_organization_id")`,
  `ALTER TABLE "sessions" ADD CONSTRAINT "ck_sessions_within" CHECK ((within_from IS NULL) = (within_until IS NULL) AND (within_from IS NULL OR starts_on IS NULL))`,
  `ALTER TABLE "programme_hosts" ADD CONSTRAINT "ck_programme_hosts_rights" CHECK (rights IN ('viewer', 'reception', 'organizer'))`,
  `ALTER TABLE "attendance_records" ADD CONSTRAINT "fk_attendance_records_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "head_counts" ADD CONSTRAINT "fk_head_counts_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "accepted_conflicts" ADD CONSTRAINT "fk_accepted_conflicts_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "accepted_conflicts" ADD CONSTRAINT "fk_accepted_conflicts_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "programme_hosts" ADD CONSTRAINT "fk_programme_hosts_host_organization_id" FOREIGN KEY ("host_organization_id") REFERENCES "organizations"("id") ON DELETE SET NULL ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED`,
  `ALTER TABLE "removed_sessions" ADD CONSTRAINT "fk_removed_sessions_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  'ALTER TABLE "removed_sessions" DROP CONSTRAINT IF EXISTS "fk_removed_sessions_organization_id"',
  'ALTER TABLE "programme_hosts" DROP CONSTRAINT IF EXISTS "fk_programme_hosts_host_organization_id"',
  'ALTER TABLE "accepted_conflicts" DROP CONSTRAINT IF EXISTS "fk_accepted_conflicts_session_id"',
  'ALTER TABLE "accepted_conflicts" DROP CONSTRAINT IF EXISTS "fk_accepted_conflicts_organization_id"',
  'ALTER TABLE "head_counts" DROP CONSTRAINT IF EXISTS "fk_head_counts_session_id"',
  'ALTER TABLE "attendance_records" DROP CONSTRAINT IF EXISTS "fk_attendance_records_session_id"',
  'ALTER TABLE "programme_hosts" DROP CONSTRAINT IF EXISTS "ck_programme_hosts_rights"',
  'ALTER TABLE "sessions" DROP CONSTRAINT IF EXISTS "ck_sessions_within"',
  'DROP INDEX IF EXISTS "ix_programme_hosts_organization"',
  'ALTER TABLE "programme_hosts" DROP COLUMN "asked"',
  'ALTER TABLE "programme_hosts" DROP COLUMN "rights"',
  'ALTER TABLE "programme_hosts" DROP COLUMN "host_organization_id"',
  'ALTER TABLE "fiscal_year_plans" DROP COLUMN "asked"',
  'ALTER TABLE "fiscal_year_plans" DROP COLUMN "approved_by"',
  'ALTER TABLE "fiscal_year_plans" DROP COLUMN "approved_at"',
  'ALTER TABLE "fiscal_year_plans" DROP COLUMN "baseline"',
  'ALTER TABLE "seat_pools" DROP COLUMN "asked"',
  'ALTER TABLE "sessions" DROP COLUMN "asked"',
  'ALTER TABLE "sessions" DROP COLUMN "ruled"',
  'ALTER TABLE "sessions" DROP COLUMN "also_for_ids"',
  'ALTER TABLE "sessions" DROP COLUMN "within_until"',
  'ALTER TABLE "sessions" DROP COLUMN "within_from"',
  'ALTER TABLE "venues" DROP COLUMN "asked"',
  'ALTER TABLE "venues" DROP COLUMN "closed_on"',
  'ALTER TABLE "venues" DROP COLUMN "closures"',
  'ALTER TABLE "courses" DROP COLUMN "asked"',
  'ALTER TABLE "courses" DROP COLUMN "schedule"',
  'ALTER TABLE "programmes" DROP COLUMN "asked"',
  'ALTER TABLE "programmes" DROP COLUMN "relations"',
  'ALTER TABLE "programmes" DROP COLUMN "frequency"',
  'ALTER TABLE "organizations" DROP COLUMN "asked"',
  'ALTER TABLE "organizations" DROP COLUMN "closures"',
  'ALTER TABLE "organizations" DROP COLUMN "year_end_until"',
  'ALTER TABLE "organizations" DROP COLUMN "year_end_from"',
  'DROP TABLE "removed_sessions"',
  'DROP TABLE "accepted_conflicts"',
];

export class Planning1763726400000 implements MigrationInterface {
  name = 'Planning1763726400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
