import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mail: leases of workers, pace, addresses that failed, texts of organizations, the digest, what registrants want. */
const UP = [
  `DROP INDEX "ix_messages_claimed"`,
  `DROP INDEX "ix_messages_due"`,
  `CREATE TABLE "mail_addresses" ("organization_id" uuid NOT NULL, "recipient" text NOT NULL, "failures" integer NOT NULL DEFAULT '0', "last_failed_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_answer" text NOT NULL, "suppressed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_mail_addresses" PRIMARY KEY ("organization_id", "recipient"))`,
  `CREATE TABLE "mail_paces" ("server" text NOT NULL, "next_at" TIMESTAMP WITH TIME ZONE NOT NULL, "spell" integer NOT NULL DEFAULT '0', CONSTRAINT "pk_mail_paces" PRIMARY KEY ("server"))`,
  `CREATE TABLE "mail_texts" ("organization_id" uuid NOT NULL, "kind" text NOT NULL, "language" text NOT NULL, "discreet" boolean NOT NULL, "subject" text NOT NULL, "body" text NOT NULL, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_mail_texts" PRIMARY KEY ("organization_id", "kind", "language", "discreet"))`,
  `CREATE TABLE "digest_subscriptions" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "email" text NOT NULL, "token_hash" text NOT NULL, "language" text NOT NULL DEFAULT 'ja', "discreet" boolean NOT NULL DEFAULT true, "audiences" text array NOT NULL DEFAULT '{}', "kinds" text array NOT NULL DEFAULT '{}', "status" text NOT NULL DEFAULT 'pending', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "confirmed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_digest_subscriptions_token_hash" UNIQUE ("token_hash"), CONSTRAINT "ck_digest_subscriptions_status" CHECK (status IN ('pending', 'active')), CONSTRAINT "pk_digest_subscriptions" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "uq_digest_subscriptions_address" ON "digest_subscriptions" ("organization_id", "email")`,
  `ALTER TABLE "programmes" ADD "thanks" jsonb`,
  `ALTER TABLE "courses" ADD "minimum" jsonb`,
  `ALTER TABLE "registrations" ADD "wording_changed_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "registrations" ADD "mail_wanted" text NOT NULL DEFAULT 'all'`,
  `ALTER TABLE "staff_roles" ADD "notices" text array NOT NULL DEFAULT '{staff_nearly_full,staff_below_minimum}'`,
  `ALTER TABLE "staff_roles" ADD "notices_changed_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "staff_members" ADD "language" text NOT NULL DEFAULT 'ja'`,
  `ALTER TABLE "messages" ADD "claimed_until" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "messages" ADD "settled_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "messages" ADD "priority" smallint NOT NULL DEFAULT '0'`,
  `ALTER TABLE "messages" ADD "unknowns" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "messages" ADD "claims" integer NOT NULL DEFAULT '0'`,
  `CREATE INDEX "ix_messages_due" ON "messages" ("priority", "due_at", "id") WHERE state IN ('queued', 'delayed')`,
  `CREATE INDEX "ix_messages_subject" ON "messages" ("subject_id")`,
  `CREATE INDEX "ix_messages_undelivered" ON "messages" ("organization_id", "created_at") WHERE state IN ('uncertain', 'bounced', 'suppressed') AND settled_at IS NULL`,
  `CREATE INDEX "ix_messages_claimed" ON "messages" ("claimed_until") WHERE state = 'claimed'`,
  `ALTER TABLE "registrations" ADD CONSTRAINT "ck_registrations_mail_wanted" CHECK (mail_wanted IN ('all', 'needed', 'none'))`,
  `ALTER TABLE "mail_texts" ADD CONSTRAINT "fk_mail_texts_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "digest_subscriptions" ADD CONSTRAINT "fk_digest_subscriptions_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `UPDATE messages SET claimed_until = claimed_at + interval '10 minutes' WHERE state = 'claimed'`,
  `UPDATE messages SET priority = 1 WHERE kind = 'reminder' AND state IN ('queued', 'delayed')`,
  // What files asked before is noted with the usual rules: an old file that comes again asks for nothing new, and what staff
  // have set by then stays.
  `UPDATE programmes SET asked = asked || '{"thanks": null}' WHERE asked IS NOT NULL`,
  `UPDATE courses SET asked = asked || '{"minimum": null}' WHERE asked IS NOT NULL`,
];

/** SQL: rules for reminders without those so many hours before; the usual rule where none is left. */
const onDaysAlone = (rules: string) => `coalesce(
  (SELECT jsonb_agg(rule ORDER BY position) FROM jsonb_array_elements(${rules}) WITH ORDINALITY AS one (rule, position)
   WHERE rule ? 'daysBefore'),
  '[{"daysBefore": 1, "at": "18:00"}]')`;

/**
 * What the version before cannot read. What was written in plain Japanese goes on in Japanese; reminders so many hours before give
 * way to those on a day, or to the usual one where there are none; mails of kinds that it cannot write are not sent.
 */
const DOWN_DATA = [
  `UPDATE registrations SET language = 'ja' WHERE language = 'ja-simple'`,
  `UPDATE programmes SET reminders = ${onDaysAlone('reminders')} WHERE reminders @? '$[*].hoursBefore'`,
  `UPDATE programmes SET asked = jsonb_set(asked, '{reminders}', ${onDaysAlone(`asked -> 'reminders'`)})
   WHERE asked @? '$.reminders[*].hoursBefore'`,
  `UPDATE programmes SET asked = asked - 'thanks' WHERE asked IS NOT NULL`,
  `UPDATE courses SET asked = asked - 'minimum' WHERE asked IS NOT NULL`,
  `UPDATE messages SET state = 'cancelled', outcome = NULL, claimed_at = NULL
   WHERE state IN ('queued', 'claimed', 'delayed') AND kind IN ('thanks', 'digest', 'digest_confirm', 'staff_new_registration',
     'staff_nearly_full', 'staff_below_minimum')`,
];

const DOWN = [
  'ALTER TABLE "digest_subscriptions" DROP CONSTRAINT IF EXISTS "fk_digest_subscriptions_organization_id"',
  'ALTER TABLE "mail_texts" DROP CONSTRAINT IF EXISTS "fk_mail_texts_organization_id"',
  'ALTER TABLE "registrations" DROP CONSTRAINT IF EXISTS "ck_registrations_mail_wanted"',
  'DROP INDEX IF EXISTS "ix_messages_claimed"',
  'DROP INDEX IF EXISTS "ix_messages_undelivered"',
  'DROP INDEX IF EXISTS "ix_messages_subject"',
  'DROP INDEX IF EXISTS "ix_messages_due"',
  'ALTER TABLE "messages" DROP COLUMN "claims"',
  'ALTER TABLE "messages" DROP COLUMN "unknowns"',
  'ALTER TABLE "messages" DROP COLUMN "priority"',
  'ALTER TABLE "messages" DROP COLUMN "settled_at"',
  'ALTER TABLE "messages" DROP COLUMN "claimed_until"',
  `CREATE INDEX "ix_messages_due" ON "messages" ("due_at") WHERE state IN ('queued', 'delayed')`,
  `CREATE INDEX "ix_messages_claimed" ON "messages" ("claimed_at") WHERE state = 'claimed'`,
  'ALTER TABLE "staff_members" DROP COLUMN "language"',
  'ALTER TABLE "staff_roles" DROP COLUMN "notices_changed_at"',
  'ALTER TABLE "staff_roles" DROP COLUMN "notices"',
  'ALTER TABLE "registrations" DROP COLUMN "mail_wanted"',
  'ALTER TABLE "registrations" DROP COLUMN "wording_changed_at"',
  'ALTER TABLE "courses" DROP COLUMN "minimum"',
  'ALTER TABLE "programmes" DROP COLUMN "thanks"',
  'DROP INDEX IF EXISTS "uq_digest_subscriptions_address"',
  'DROP TABLE "digest_subscriptions"',
  'DROP TABLE "mail_texts"',
  'DROP TABLE "mail_paces"',
  'DROP TABLE "mail_addresses"',
];

export class Mailing1763766000000 implements MigrationInterface {
  name = 'Mailing1763766000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...DOWN_DATA, ...DOWN]) await queryRunner.query(statement);
  }
}
