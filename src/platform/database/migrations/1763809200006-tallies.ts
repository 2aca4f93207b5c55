import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Figures that staff type in because no session gives them, and what single sessions cost. */
const UP = [
  `CREATE TABLE "session_costs" ("session_id" uuid NOT NULL, "position" integer NOT NULL, "organization_id" uuid NOT NULL, "label" text NOT NULL, "quantity" integer, "unit_price" integer, "yen" integer NOT NULL, CONSTRAINT "ck_session_costs_product" CHECK ((quantity IS NULL) = (unit_price IS NULL)), CONSTRAINT "ck_session_costs_yen" CHECK (yen >= 0), CONSTRAINT "pk_session_costs" PRIMARY KEY ("session_id", "position"))`,
  `CREATE TABLE "tallies" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "programme_id" uuid, "key" text NOT NULL, "axis" text NOT NULL, "unit" text NOT NULL, "qualifier" text NOT NULL DEFAULT 'none', "kind" text NOT NULL DEFAULT 'flow', "starts_on" date, "ends_on" date, "cumulative" boolean NOT NULL DEFAULT false, "total" integer, "exhaustive" boolean, "note" text, "source" text, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, "changed_by" text NOT NULL, CONSTRAINT "ck_tallies_total" CHECK (total >= 0), CONSTRAINT "ck_tallies_stock" CHECK (kind = 'flow' OR (starts_on IS NULL AND NOT cumulative)), CONSTRAINT "ck_tallies_dated" CHECK (starts_on IS NOT NULL OR ends_on IS NOT NULL), CONSTRAINT "ck_tallies_period" CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on), CONSTRAINT "ck_tallies_qualifier" CHECK (qualifier IN ('none', 'cumulative_visits', 'unique', 'new', 'hosted', 'attended')), CONSTRAINT "ck_tallies_kind" CHECK (kind IN ('flow', 'stock')), CONSTRAINT "pk_tallies" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_tallies_programme" ON "tallies" ("programme_id") WHERE programme_id IS NOT NULL`,
  `CREATE UNIQUE INDEX "uq_tallies_key" ON "tallies" ("organization_id", "key")`,
  `CREATE TABLE "tally_lines" ("tally_id" uuid NOT NULL, "position" integer NOT NULL, "organization_id" uuid NOT NULL, "within" integer, "label" text NOT NULL, "value" integer, "approximate" boolean NOT NULL DEFAULT false, "out_of" integer, CONSTRAINT "ck_tally_lines_within" CHECK (within < position), CONSTRAINT "ck_tally_lines_value" CHECK (value >= 0 AND out_of >= 0), CONSTRAINT "pk_tally_lines" PRIMARY KEY ("tally_id", "position"))`,
  `ALTER TABLE "session_costs" ADD CONSTRAINT "fk_session_costs_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "session_costs" ADD CONSTRAINT "fk_session_costs_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "tallies" ADD CONSTRAINT "fk_tallies_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "tallies" ADD CONSTRAINT "fk_tallies_programme_id" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "tally_lines" ADD CONSTRAINT "fk_tally_lines_tally_id" FOREIGN KEY ("tally_id") REFERENCES "tallies"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "tally_lines" ADD CONSTRAINT "fk_tally_lines_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = ['DROP TABLE "tally_lines"', 'DROP TABLE "tallies"', 'DROP TABLE "session_costs"'];

export class Tallies1763809200006 implements MigrationInterface {
  name = 'Tallies1763809200006';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
