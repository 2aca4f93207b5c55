import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows carry `organization_id` and show in the feeds of that organization. */
const SHOWN = ['programmes', 'courses', 'venues', 'sessions'] as const;
const EVENTS = ['insert', 'update', 'delete'] as const;

/** SQL: a mark for each organization that `ids` gives; `changed` are the rows that a statement wrote or took away. */
const marking = (name: string, ids: string) =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO feed_changes (id, organization_id, changed_at)
    SELECT gen_random_uuid(), one.id, clock_timestamp() FROM (${ids}) one (id);
    RETURN NULL;
  END $$`;

/** SQL: once for each statement, not for each row: an import writes thousands. */
const triggersOn = (table: string, marks: string, events: readonly (typeof EVENTS)[number][] = EVENTS) =>
  events.map(
    (event) =>
      `CREATE TRIGGER ${table}_feeds_${event} AFTER ${event.toUpperCase()} ON ${table}
       REFERENCING ${event === 'delete' ? 'OLD' : 'NEW'} TABLE AS changed
       FOR EACH STATEMENT EXECUTE FUNCTION ${marks}()`,
  );

/** What lists of events say of seats. How many are taken changes with every registration, and is in none. */
const SHOWN_OF_SEATS = ['capacity', 'capacity_stated', 'unit', 'label', 'position'];
const columnsOf = (row: string) => SHOWN_OF_SEATS.map((column) => `${row}.${column}`).join(', ');

/** SQL: a condition on each row is what costs a registration nothing; a statement's transition tables would. */
const SEAT_MARKS = [
  `CREATE FUNCTION mark_feeds_of_seats() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO feed_changes (id, organization_id, changed_at)
    VALUES (gen_random_uuid(), NEW.organization_id, clock_timestamp());
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER seat_pools_feeds_update AFTER UPDATE ON seat_pools FOR EACH ROW
   WHEN ((${columnsOf('OLD')}) IS DISTINCT FROM (${columnsOf('NEW')})) EXECUTE FUNCTION mark_feeds_of_seats()`,
];

/**
 * A mark says when what it stands for could first be seen: at the end of its transaction, not when an import began. Otherwise a client
 * that knows but a date (If-Modified-Since) could have a newer one than the change that it is to get. A mark that is put in the
 * place of older ones keeps their time, which lies before its statement.
 */
const DATED_AT_COMMIT = [
  `CREATE FUNCTION date_feed_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE feed_changes SET changed_at = clock_timestamp() WHERE id = NEW.id;
    RETURN NULL;
  END $$`,
  `CREATE CONSTRAINT TRIGGER feed_changes_at_commit AFTER INSERT ON feed_changes DEFERRABLE INITIALLY DEFERRED
   FOR EACH ROW WHEN (NEW.changed_at > statement_timestamp()) EXECUTE FUNCTION date_feed_change()`,
];

/** Marks what feeds show, whoever changes it: a venue's name, a host, a row put right by hand. */
const MARKS = [
  ...DATED_AT_COMMIT,
  marking('mark_feeds', 'SELECT DISTINCT organization_id FROM changed'),
  marking('mark_feeds_of_organizations', 'SELECT id FROM changed'),
  marking(
    'mark_feeds_of_hosts',
    `SELECT DISTINCT programme.organization_id FROM changed JOIN programmes programme ON programme.id = changed.programme_id`,
  ),
  ...SHOWN.flatMap((table) => triggersOn(table, 'mark_feeds')),
  ...triggersOn('organizations', 'mark_feeds_of_organizations'),
  ...triggersOn('programme_hosts', 'mark_feeds_of_hosts'),
  ...triggersOn('seat_pools', 'mark_feeds', ['insert', 'delete']),
  ...SEAT_MARKS,
];

/**
 * A session that moves keeps the starts that were announced for it. A time that becomes known on the day announced moves nothing,
 * and a session that moves back no longer has that start behind it.
 */
const PREVIOUS_STARTS = [
  `CREATE FUNCTION keep_previous_start() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    former text := to_char(OLD.starts_on, 'YYYY-MM-DD') || coalesce('T' || to_char(OLD.start_time, 'HH24:MI'), '');
    present text := to_char(NEW.starts_on, 'YYYY-MM-DD') || coalesce('T' || to_char(NEW.start_time, 'HH24:MI'), '');
  BEGIN
    NEW.previous_starts := CASE
      WHEN former IS NULL OR (OLD.start_time IS NULL AND OLD.starts_on = NEW.starts_on)
        THEN array_remove(OLD.previous_starts, present)
      ELSE array_remove(array_append(array_remove(OLD.previous_starts, former), former), present)
    END;
    RETURN NEW;
  END $$`,
  `CREATE TRIGGER sessions_previous_starts BEFORE UPDATE ON sessions FOR EACH ROW
   WHEN (OLD.starts_on IS DISTINCT FROM NEW.starts_on OR OLD.start_time IS DISTINCT FROM NEW.start_time)
   EXECUTE FUNCTION keep_previous_start()`,
];

/** Counts what becomes of places, for SEQUENCE of the entries in their holders' calendars, and notes when, for Last-Modified. */
const REVISIONS = [
  // Entries were numbered by seconds since the registration until now, and numbers must not fall.
  `UPDATE places SET revision = 2 + ceil(extract(epoch FROM clock_timestamp() - registration.created_at))
   FROM registrations registration WHERE registration.id = places.registration_id`,
  `CREATE FUNCTION raise_revision() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    -- A place that goes over to a registration that changed less often is given more (merging).
    NEW.revision := greatest(OLD.revision, NEW.revision) + 1;
    NEW.revised_at := clock_timestamp();
    RETURN NEW;
  END $$`,
  `CREATE TRIGGER places_revision BEFORE UPDATE ON places FOR EACH ROW
   WHEN ((OLD.status, OLD.registration_id) IS DISTINCT FROM (NEW.status, NEW.registration_id)) EXECUTE FUNCTION raise_revision()`,
  `CREATE TRIGGER registrations_revision BEFORE UPDATE ON registrations FOR EACH ROW
   WHEN ((OLD.status, OLD.language, OLD.discreet) IS DISTINCT FROM (NEW.status, NEW.language, NEW.discreet))
   EXECUTE FUNCTION raise_revision()`,
];

/** Columns that programme files can ask for from now on. */
const ASKED = {
  organizations: ['municipalityName'],
  venues: ['building', 'latitude', 'longitude', 'parking'],
  programmes: ['titleKana', 'contactTel', 'contactExtension'],
  sessions: ['listNumber'],
} as const;

// Columns that note what was asked: of sessions also what their course's rule gave.
const NOTES = Object.entries(ASKED).flatMap(([table, names]) =>
  (table === 'sessions' ? ['asked', 'ruled'] : ['asked']).map((column) => ({ table, column, names })),
);
// What was asked before is noted without a value: an old file that comes again asks for nothing new.
const ASKED_NOTHING = NOTES.map(
  ({ table, column, names }) =>
    `UPDATE ${table} SET ${column} = ${column} || '${JSON.stringify(Object.fromEntries(names.map((name) => [name, null])))}'
     WHERE ${column} IS NOT NULL`,
);
const NOT_ASKED = NOTES.map(
  ({ table, column, names }) =>
    `UPDATE ${table} SET ${column} = ${column} - '{${names.join(',')}}'::text[] WHERE ${column} IS NOT NULL`,
);

/** Calendars with addresses of their own, what feeds show and when it changed, lists of events. */
const UP = [
  `CREATE TABLE "feed_changes" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_feed_changes" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_feed_changes_organization" ON "feed_changes" ("organization_id")`,
  `CREATE TABLE "staff_calendars" ("staff_id" uuid NOT NULL, "token_hash" text, "version" integer NOT NULL DEFAULT '0', "shows_seats" boolean NOT NULL DEFAULT true, CONSTRAINT "uq_staff_calendars_token_hash" UNIQUE ("token_hash"), CONSTRAINT "pk_staff_calendars" PRIMARY KEY ("staff_id"))`,
  `CREATE TABLE "revoked_calendars" ("token_hash" text NOT NULL, "revoked_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_revoked_calendars" PRIMARY KEY ("token_hash"))`,
  `ALTER TABLE "organizations" ADD "municipality_name" text`,
  `ALTER TABLE "programmes" ADD "title_kana" text`,
  `ALTER TABLE "programmes" ADD "contact_tel" text`,
  `ALTER TABLE "programmes" ADD "contact_extension" text`,
  `ALTER TABLE "venues" ADD "building" text`,
  `ALTER TABLE "venues" ADD "latitude" double precision`,
  `ALTER TABLE "venues" ADD "longitude" double precision`,
  `ALTER TABLE "venues" ADD "parking" text`,
  `ALTER TABLE "sessions" ADD "previous_starts" text array NOT NULL DEFAULT '{}'`,
  `ALTER TABLE "sessions" ADD "list_number" text`,
  `ALTER TABLE "registrations" ADD "calendar_token_hash" text`,
  `ALTER TABLE "registrations" ADD CONSTRAINT "uq_registrations_calendar_token_hash" UNIQUE ("calendar_token_hash")`,
  `ALTER TABLE "registrations" ADD "calendar_version" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "registrations" ADD "calendar_stopped_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "places" ADD "revision" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "registrations" ADD "revision" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "places" ADD "revised_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()`,
  `ALTER TABLE "registrations" ADD "revised_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()`,
  `CREATE UNIQUE INDEX "uq_sessions_list_number" ON "sessions" ("organization_id", "list_number") WHERE list_number IS NOT NULL`,
  `ALTER TABLE "venues" ADD CONSTRAINT "ck_venues_position" CHECK ((latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)`,
  `ALTER TABLE "staff_calendars" ADD CONSTRAINT "fk_staff_calendars_staff_id" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  ...ASKED_NOTHING,
  ...PREVIOUS_STARTS,
  ...REVISIONS,
  ...MARKS,
];

const DOWN = [
  ...[...SHOWN, 'organizations', 'programme_hosts', 'seat_pools'].flatMap((table) =>
    EVENTS.map((event) => `DROP TRIGGER ${table}_feeds_${event} ON ${table}`),
  ),
  ...['mark_feeds', 'mark_feeds_of_organizations', 'mark_feeds_of_hosts', 'mark_feeds_of_seats'].map(
    (name) => `DROP FUNCTION ${name}()`,
  ),
  'DROP TRIGGER sessions_previous_starts ON sessions',
  'DROP FUNCTION keep_previous_start()',
  'DROP TRIGGER places_revision ON places',
  'DROP TRIGGER registrations_revision ON registrations',
  'DROP FUNCTION raise_revision()',
  'ALTER TABLE "places" DROP COLUMN "revised_at"',
  'ALTER TABLE "registrations" DROP COLUMN "revised_at"',
  'ALTER TABLE "places" DROP COLUMN "revision"',
  'ALTER TABLE "registrations" DROP COLUMN "revision"',
  ...NOT_ASKED,
  'ALTER TABLE "staff_calendars" DROP CONSTRAINT IF EXISTS "fk_staff_calendars_staff_id"',
  'ALTER TABLE "venues" DROP CONSTRAINT IF EXISTS "ck_venues_position"',
  'DROP INDEX IF EXISTS "uq_sessions_list_number"',
  'ALTER TABLE "registrations" DROP COLUMN "calendar_stopped_at"',
  'ALTER TABLE "registrations" DROP COLUMN "calendar_version"',
  'ALTER TABLE "registrations" DROP CONSTRAINT IF EXISTS "uq_registrations_calendar_token_hash"',
  'ALTER TABLE "registrations" DROP COLUMN "calendar_token_hash"',
  'ALTER TABLE "sessions" DROP COLUMN "list_number"',
  'ALTER TABLE "sessions" DROP COLUMN "previous_starts"',
  'ALTER TABLE "venues" DROP COLUMN "parking"',
  'ALTER TABLE "venues" DROP COLUMN "longitude"',
  'ALTER TABLE "venues" DROP COLUMN "latitude"',
  'ALTER TABLE "venues" DROP COLUMN "building"',
  'ALTER TABLE "programmes" DROP COLUMN "contact_extension"',
  'ALTER TABLE "programmes" DROP COLUMN "contact_tel"',
  'ALTER TABLE "programmes" DROP COLUMN "title_kana"',
  'ALTER TABLE "organizations" DROP COLUMN "municipality_name"',
  'DROP TABLE "revoked_calendars"',
  'DROP TABLE "staff_calendars"',
  'DROP INDEX IF EXISTS "ix_feed_changes_organization"',
  'DROP TABLE "feed_changes"',
  'DROP FUNCTION date_feed_change()',
];

export class Publishing1763787600000 implements MigrationInterface {
  name = 'Publishing1763787600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
