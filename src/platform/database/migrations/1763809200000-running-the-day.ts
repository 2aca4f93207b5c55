import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks of each person, taps at the door, who is one person, who completed a course, ages. */
const UP = [
  // One mark for each person of a party, where there was one for the place with how many of its party came.
  `ALTER TABLE "attendance_marks" DROP CONSTRAINT "ck_attendance_marks_people"`,
  `ALTER TABLE "attendance_marks" DROP CONSTRAINT "pk_attendance_marks"`,
  `ALTER TABLE "attendance_marks" ADD "member" integer NOT NULL DEFAULT 0`,
  `INSERT INTO "attendance_marks" ("place_id", "member", "organization_id", "session_id", "mark", "people", "marked_at", "marked_by")
   SELECT m."place_id", other, m."organization_id", m."session_id",
          CASE WHEN m."people" = 0 OR other < m."people" THEN m."mark" ELSE 'absent' END, 0, m."marked_at", m."marked_by"
     FROM "attendance_marks" m
     JOIN "places" p ON p."id" = m."place_id"
     JOIN "registrations" r ON r."id" = p."registration_id"
    CROSS JOIN generate_series(1, GREATEST(m."people", r."people") - 1) AS other`,
  `ALTER TABLE "attendance_marks" DROP COLUMN "people"`,
  `ALTER TABLE "attendance_marks" ALTER COLUMN "member" DROP DEFAULT`,
  `CREATE TABLE "completions" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "programme_id" uuid NOT NULL, "course_id" uuid NOT NULL, "registration_id" uuid NOT NULL, "member" integer NOT NULL DEFAULT '0', "completed_on" date NOT NULL, "attended" integer NOT NULL, "sessions" integer NOT NULL, "name" text, "municipality" text, "roll_number" text, "enrolled_on" date, "ended_on" date, "recorded_at" TIMESTAMP WITH TIME ZONE NOT NULL, "recorded_by" text NOT NULL, "withdrawn_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "ck_completions_roll" CHECK (ended_on IS NULL OR (enrolled_on IS NOT NULL AND ended_on >= enrolled_on)), CONSTRAINT "pk_completions" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_completions_programme" ON "completions" ("programme_id", "completed_on")`,
  `CREATE UNIQUE INDEX "uq_completions_person" ON "completions" ("course_id", "registration_id", "member") WHERE withdrawn_at IS NULL`,
  `CREATE TABLE "door_acts" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "session_id" uuid NOT NULL, "actor" text NOT NULL, "act" jsonb NOT NULL, "outcome" jsonb NOT NULL, "tapped_at" TIMESTAMP WITH TIME ZONE NOT NULL, "received_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_door_acts" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_door_acts_session" ON "door_acts" ("session_id", "received_at")`,
  `CREATE TABLE "person_merges" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "person_id" uuid NOT NULL, "before" jsonb NOT NULL, "merged_by" text NOT NULL, "merged_at" TIMESTAMP WITH TIME ZONE NOT NULL, "undone_by" text, "undone_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_person_merges" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_person_merges_person" ON "person_merges" ("person_id")`,
  `CREATE TABLE "same_people" ("organization_id" uuid NOT NULL, "key" text NOT NULL, "person_id" uuid NOT NULL, CONSTRAINT "pk_same_people" PRIMARY KEY ("organization_id", "key"))`,
  `CREATE INDEX "ix_same_people_person" ON "same_people" ("person_id")`,
  `ALTER TABLE "organizations" ADD "head_categories" jsonb NOT NULL DEFAULT '[]'`,
  `ALTER TABLE "organizations" ADD "age_bands" integer array NOT NULL DEFAULT '{10,20,30,40,50,60}'`,
  `ALTER TABLE "courses" ADD "completion" jsonb`,
  `ALTER TABLE "registrations" ADD "age" integer`,
  `ALTER TABLE "registrations" ADD "erased_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "attendance_records" ADD "approximate" boolean NOT NULL DEFAULT false`,
  `ALTER TABLE "attendance_records" ADD "closed_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "attendance_records" ADD "closed_by" text`,
  `ALTER TABLE "companions" ADD "age" integer`,
  `ALTER TABLE "attendance_marks" ADD CONSTRAINT "pk_attendance_marks" PRIMARY KEY ("place_id", "member")`,
  `CREATE INDEX "ix_audit_entries_actor" ON "audit_entries" ("organization_id", "actor", "at")`,
  `CREATE INDEX "ix_audit_entries_subject" ON "audit_entries" ("organization_id", "subject_id", "at")`,
  `ALTER TABLE "registrations" ADD CONSTRAINT "ck_registrations_age" CHECK (age BETWEEN 0 AND 120)`,
  `ALTER TABLE "attendance_marks" ADD CONSTRAINT "ck_attendance_marks_member" CHECK (member BETWEEN 0 AND 19)`,
  `ALTER TABLE "companions" ADD CONSTRAINT "ck_companions_age" CHECK (age BETWEEN 0 AND 120)`,
  `ALTER TABLE "completions" ADD CONSTRAINT "fk_completions_registration_id" FOREIGN KEY ("registration_id") REFERENCES "registrations"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
  `ALTER TABLE "completions" ADD CONSTRAINT "fk_completions_course_id" FOREIGN KEY ("course_id") REFERENCES "courses"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
  `ALTER TABLE "completions" ADD CONSTRAINT "fk_completions_programme_id" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
  `ALTER TABLE "completions" ADD CONSTRAINT "fk_completions_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "door_acts" ADD CONSTRAINT "fk_door_acts_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "door_acts" ADD CONSTRAINT "fk_door_acts_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "person_merges" ADD CONSTRAINT "fk_person_merges_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "same_people" ADD CONSTRAINT "fk_same_people_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  'ALTER TABLE "same_people" DROP CONSTRAINT IF EXISTS "fk_same_people_organization_id"',
  'ALTER TABLE "person_merges" DROP CONSTRAINT IF EXISTS "fk_person_merges_organization_id"',
  'ALTER TABLE "door_acts" DROP CONSTRAINT IF EXISTS "fk_door_acts_organization_id"',
  'ALTER TABLE "door_acts" DROP CONSTRAINT IF EXISTS "fk_door_acts_session_id"',
  'ALTER TABLE "completions" DROP CONSTRAINT IF EXISTS "fk_completions_organization_id"',
  'ALTER TABLE "completions" DROP CONSTRAINT IF EXISTS "fk_completions_programme_id"',
  'ALTER TABLE "completions" DROP CONSTRAINT IF EXISTS "fk_completions_course_id"',
  'ALTER TABLE "completions" DROP CONSTRAINT IF EXISTS "fk_completions_registration_id"',
  'ALTER TABLE "companions" DROP CONSTRAINT IF EXISTS "ck_companions_age"',
  'ALTER TABLE "attendance_marks" DROP CONSTRAINT IF EXISTS "ck_attendance_marks_member"',
  'ALTER TABLE "registrations" DROP CONSTRAINT IF EXISTS "ck_registrations_age"',
  'DROP INDEX IF EXISTS "ix_audit_entries_subject"',
  'DROP INDEX IF EXISTS "ix_audit_entries_actor"',
  'ALTER TABLE "attendance_marks" DROP CONSTRAINT "pk_attendance_marks"',
  'ALTER TABLE "attendance_marks" ADD "people" integer NOT NULL DEFAULT 0',
  `UPDATE "attendance_marks" m SET "people" = (SELECT count(*) FROM "attendance_marks" o
     WHERE o."place_id" = m."place_id" AND o."mark" NOT IN ('excused', 'absent')),
     "mark" = COALESCE((SELECT o."mark" FROM "attendance_marks" o WHERE o."place_id" = m."place_id"
       AND o."mark" NOT IN ('excused', 'absent') ORDER BY o."member" LIMIT 1), m."mark")`,
  'DELETE FROM "attendance_marks" WHERE "member" > 0',
  'ALTER TABLE "attendance_marks" DROP COLUMN "member"',
  'ALTER TABLE "attendance_marks" ALTER COLUMN "people" DROP DEFAULT',
  'ALTER TABLE "attendance_marks" ADD CONSTRAINT "pk_attendance_marks" PRIMARY KEY ("place_id")',
  `ALTER TABLE "attendance_marks" ADD CONSTRAINT "ck_attendance_marks_people"
     CHECK ((mark IN ('excused', 'absent')) = (people = 0))`,
  'ALTER TABLE "companions" DROP COLUMN "age"',
  'ALTER TABLE "attendance_records" DROP COLUMN "closed_by"',
  'ALTER TABLE "attendance_records" DROP COLUMN "closed_at"',
  'ALTER TABLE "attendance_records" DROP COLUMN "approximate"',
  'ALTER TABLE "registrations" DROP COLUMN "erased_at"',
  'ALTER TABLE "registrations" DROP COLUMN "age"',
  'ALTER TABLE "courses" DROP COLUMN "completion"',
  'ALTER TABLE "organizations" DROP COLUMN "age_bands"',
  'ALTER TABLE "organizations" DROP COLUMN "head_categories"',
  'DROP INDEX IF EXISTS "ix_same_people_person"',
  'DROP TABLE "same_people"',
  'DROP INDEX IF EXISTS "ix_person_merges_person"',
  'DROP TABLE "person_merges"',
  'DROP INDEX IF EXISTS "ix_door_acts_session"',
  'DROP TABLE "door_acts"',
  'DROP INDEX IF EXISTS "uq_completions_person"',
  'DROP INDEX IF EXISTS "ix_completions_programme"',
  'DROP TABLE "completions"',
];

export class RunningTheDay1763809200000 implements MigrationInterface {
  name = 'RunningTheDay1763809200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
