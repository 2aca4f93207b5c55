import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations, second factors, passkeys, providers of identity, and sessions that their owner can tell apart. */
const UP = [
  `CREATE TABLE "password_resets" ("id" uuid NOT NULL, "staff_member_id" uuid NOT NULL, "token_hash" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_password_resets_token_hash" UNIQUE ("token_hash"), CONSTRAINT "pk_password_resets" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_password_resets_staff_member_id" ON "password_resets" ("staff_member_id")`,
  `CREATE TABLE "staff_invitations" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "email" text NOT NULL, "name" text NOT NULL, "role" text NOT NULL, "version" integer NOT NULL DEFAULT '0', "token_hash" text NOT NULL, "invited_by" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "accepted_at" TIMESTAMP WITH TIME ZONE, "withdrawn_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_staff_invitations_token_hash" UNIQUE ("token_hash"), CONSTRAINT "ck_staff_invitations_role" CHECK (role IN ('owner', 'organizer', 'reception', 'viewer')), CONSTRAINT "pk_staff_invitations" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "uq_staff_invitations_open" ON "staff_invitations" ("organization_id", "email") WHERE accepted_at IS NULL AND withdrawn_at IS NULL`,
  `CREATE TABLE "identity_providers" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "issuer" text NOT NULL, "client_id" text NOT NULL, "client_secret" text NOT NULL, "mail_domains" text array NOT NULL DEFAULT '{}', "is_only_way" boolean NOT NULL DEFAULT false, "is_offered" boolean NOT NULL DEFAULT false, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_identity_providers_organization_id" UNIQUE ("organization_id"), CONSTRAINT "pk_identity_providers" PRIMARY KEY ("id"))`,
  `CREATE TABLE "staff_identities" ("provider_id" uuid NOT NULL, "subject" text NOT NULL, "staff_member_id" uuid NOT NULL, "linked_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_staff_identities" PRIMARY KEY ("provider_id", "subject"))`,
  `CREATE INDEX "ix_staff_identities_staff_member_id" ON "staff_identities" ("staff_member_id")`,
  `CREATE TABLE "staff_passkeys" ("id" uuid NOT NULL, "staff_member_id" uuid NOT NULL, "credential_id" text NOT NULL, "public_key" text NOT NULL, "counter" bigint NOT NULL DEFAULT '0', "transports" text array NOT NULL DEFAULT '{}', "backed_up" boolean NOT NULL, "label" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_staff_passkeys_credential_id" UNIQUE ("credential_id"), CONSTRAINT "pk_staff_passkeys" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_staff_passkeys_staff_member_id" ON "staff_passkeys" ("staff_member_id")`,
  `CREATE TABLE "staff_recovery_codes" ("staff_member_id" uuid NOT NULL, "code_hash" text NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_staff_recovery_codes" PRIMARY KEY ("staff_member_id", "code_hash"))`,
  `CREATE TABLE "staff_totp_secrets" ("staff_member_id" uuid NOT NULL, "secret" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "confirmed_at" TIMESTAMP WITH TIME ZONE, "last_step" integer NOT NULL DEFAULT '0', CONSTRAINT "pk_staff_totp_secrets" PRIMARY KEY ("staff_member_id"))`,
  `CREATE TABLE "staff_challenges" ("token_hash" text NOT NULL, "kind" text NOT NULL, "staff_member_id" uuid, "facts" jsonb NOT NULL DEFAULT '{}', "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "ck_staff_challenges_kind" CHECK (kind IN ('second_step', 'passkey_sign_in', 'passkey_setup', 'openid')), CONSTRAINT "pk_staff_challenges" PRIMARY KEY ("token_hash"))`,
  `ALTER TABLE "organizations" ADD "second_factor_required" boolean NOT NULL DEFAULT false`,
  `ALTER TABLE "staff_members" ADD "last_signed_in_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "staff_sessions" ADD "method" text NOT NULL DEFAULT 'password'`,
  `ALTER TABLE "staff_sessions" ADD "organization_id" uuid`,
  `ALTER TABLE "staff_sessions" ADD "user_agent" text NOT NULL DEFAULT ''`,
  `ALTER TABLE "staff_sessions" ADD "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()`,
  `ALTER TABLE "staff_members" ALTER COLUMN "password_hash" DROP NOT NULL`,
  `CREATE INDEX "ix_staff_sessions_staff_member_id" ON "staff_sessions" ("staff_member_id")`,
  `ALTER TABLE "staff_sessions" ADD CONSTRAINT "ck_staff_sessions_method" CHECK (method IN ('password', 'totp', 'recovery', 'passkey', 'openid'))`,
  `ALTER TABLE "password_resets" ADD CONSTRAINT "fk_password_resets_staff_member_id" FOREIGN KEY ("staff_member_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_invitations" ADD CONSTRAINT "fk_staff_invitations_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "identity_providers" ADD CONSTRAINT "fk_identity_providers_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_identities" ADD CONSTRAINT "fk_staff_identities_provider_id" FOREIGN KEY ("provider_id") REFERENCES "identity_providers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_identities" ADD CONSTRAINT "fk_staff_identities_staff_member_id" FOREIGN KEY ("staff_member_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_passkeys" ADD CONSTRAINT "fk_staff_passkeys_staff_member_id" FOREIGN KEY ("staff_member_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_recovery_codes" ADD CONSTRAINT "fk_staff_recovery_codes_staff_member_id" FOREIGN KEY ("staff_member_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_totp_secrets" ADD CONSTRAINT "fk_staff_totp_secrets_staff_member_id" FOREIGN KEY ("staff_member_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_challenges" ADD CONSTRAINT "fk_staff_challenges_staff_member_id" FOREIGN KEY ("staff_member_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "staff_sessions" ADD CONSTRAINT "fk_staff_sessions_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  `ALTER TABLE "staff_sessions" DROP CONSTRAINT IF EXISTS "fk_staff_sessions_organization_id"`,
  `ALTER TABLE "staff_challenges" DROP CONSTRAINT IF EXISTS "fk_staff_challenges_staff_member_id"`,
  `ALTER TABLE "staff_totp_secrets" DROP CONSTRAINT IF EXISTS "fk_staff_totp_secrets_staff_member_id"`,
  `ALTER TABLE "staff_recovery_codes" DROP CONSTRAINT IF EXISTS "fk_staff_recovery_codes_staff_member_id"`,
  `ALTER TABLE "staff_passkeys" DROP CONSTRAINT IF EXISTS "fk_staff_passkeys_staff_member_id"`,
  `ALTER TABLE "staff_identities" DROP CONSTRAINT IF EXISTS "fk_staff_identities_staff_member_id"`,
  `ALTER TABLE "staff_identities" DROP CONSTRAINT IF EXISTS "fk_staff_identities_provider_id"`,
  `ALTER TABLE "identity_providers" DROP CONSTRAINT IF EXISTS "fk_identity_providers_organization_id"`,
  `ALTER TABLE "staff_invitations" DROP CONSTRAINT IF EXISTS "fk_staff_invitations_organization_id"`,
  `ALTER TABLE "password_resets" DROP CONSTRAINT IF EXISTS "fk_password_resets_staff_member_id"`,
  `ALTER TABLE "staff_sessions" DROP CONSTRAINT IF EXISTS "ck_staff_sessions_method"`,
  `DROP INDEX IF EXISTS "ix_staff_sessions_staff_member_id"`,
  `UPDATE "staff_members" SET "password_hash" = '!' WHERE "password_hash" IS NULL`,
  `ALTER TABLE "staff_members" ALTER COLUMN "password_hash" SET NOT NULL`,
  `ALTER TABLE "staff_sessions" DROP COLUMN "last_seen_at"`,
  `ALTER TABLE "staff_sessions" DROP COLUMN "user_agent"`,
  `ALTER TABLE "staff_sessions" DROP COLUMN "organization_id"`,
  `ALTER TABLE "staff_sessions" DROP COLUMN "method"`,
  `ALTER TABLE "staff_members" DROP COLUMN "last_signed_in_at"`,
  `ALTER TABLE "organizations" DROP COLUMN "second_factor_required"`,
  `DROP TABLE "staff_challenges"`,
  `DROP TABLE "staff_totp_secrets"`,
  `DROP TABLE "staff_recovery_codes"`,
  `DROP INDEX IF EXISTS "ix_staff_passkeys_staff_member_id"`,
  `DROP TABLE "staff_passkeys"`,
  `DROP INDEX IF EXISTS "ix_staff_identities_staff_member_id"`,
  `DROP TABLE "staff_identities"`,
  `DROP TABLE "identity_providers"`,
  `DROP INDEX IF EXISTS "uq_staff_invitations_open"`,
  `DROP TABLE "staff_invitations"`,
  `DROP INDEX IF EXISTS "ix_password_resets_staff_member_id"`,
  `DROP TABLE "password_resets"`,
];

export class StaffAccounts1763809200008 implements MigrationInterface {
  name = 'StaffAccounts1763809200008';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
