import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SQL: the calendar of the staff member `id` shows something else from now on, or in other words. */
const raise = (id: string) =>
  `UPDATE staff_calendars SET revision = revision + 1, changed_at = greatest(changed_at, clock_timestamp()) WHERE staff_id = ${id};`;

/** Counts what changes the whole of a staff calendar: what its holder wants to see, in which language, and of which towns. */
const REVISIONS = [
  `CREATE FUNCTION raise_own_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.revision := OLD.revision + 1;
    NEW.changed_at := greatest(OLD.changed_at, clock_timestamp());
    RETURN NEW;
  END $$`,
  `CREATE TRIGGER staff_calendars_revision BEFORE UPDATE ON staff_calendars FOR EACH ROW
   WHEN (OLD.shows_seats IS DISTINCT FROM NEW.shows_seats) EXECUTE FUNCTION raise_own_calendar()`,
  `CREATE FUNCTION raise_calendar_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    ${raise('NEW.id')}
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER staff_members_calendar AFTER UPDATE ON staff_members FOR EACH ROW
   WHEN ((OLD.language, OLD.disabled_at) IS DISTINCT FROM (NEW.language, NEW.disabled_at))
   EXECUTE FUNCTION raise_calendar_of_member()`,
  `CREATE FUNCTION raise_calendar_of_role() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP <> 'INSERT' THEN ${raise('OLD.staff_member_id')} END IF;
    IF TG_OP <> 'DELETE' THEN ${raise('NEW.staff_member_id')} END IF;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER staff_roles_calendar AFTER INSERT OR DELETE ON staff_roles FOR EACH ROW
   EXECUTE FUNCTION raise_calendar_of_role()`,
  `CREATE TRIGGER staff_roles_calendar_update AFTER UPDATE ON staff_roles FOR EACH ROW
   WHEN ((OLD.staff_member_id, OLD.organization_id, OLD.role) IS DISTINCT FROM (NEW.staff_member_id, NEW.organization_id, NEW.role))
   EXECUTE FUNCTION raise_calendar_of_role()`,
];

const HOST_CHANGES = {
  insert: { tables: 'NEW TABLE AS present', marks: 'mark_new_hosts', rows: ['present'] },
  update: {
    ...{ tables: 'OLD TABLE AS former NEW TABLE AS present', marks: 'mark_changed_hosts' },
    rows: ['former', 'present'],
  },
  delete: { tables: 'OLD TABLE AS former', marks: 'mark_former_hosts', rows: ['former'] },
} as const;

/** Marks the towns whose staff see a programme of another one, or see it no longer, because they host it. */
const HOSTS = Object.entries(HOST_CHANGES).flatMap(([event, { tables, marks, rows }]) => [
  `CREATE FUNCTION ${marks}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO feed_changes (id, organization_id, changed_at)
    SELECT gen_random_uuid(), host.id, clock_timestamp()
    FROM (${rows.map((table) => `SELECT host_organization_id AS id FROM ${table}`).join(' UNION ')}) host
    WHERE host.id IS NOT NULL;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER programme_hosts_towns_${event} AFTER ${event.toUpperCase()} ON programme_hosts
   REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION ${marks}()`,
]);

const UP = [
  `CREATE TABLE "seat_figures" ("session_id" uuid NOT NULL, "figures" jsonb NOT NULL, "revision" integer NOT NULL, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_seat_figures" PRIMARY KEY ("session_id"))`,
  `ALTER TABLE "staff_calendars" ADD "revision" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "staff_calendars" ADD "changed_at" TIMESTAMP WITH TIME ZONE`,
  ...REVISIONS,
  ...HOSTS,
];

const DOWN = [
  ...Object.entries(HOST_CHANGES).flatMap(([event, { marks }]) => [
    `DROP TRIGGER programme_hosts_towns_${event} ON programme_hosts`,
    `DROP FUNCTION ${marks}()`,
  ]),
  'DROP TRIGGER staff_roles_calendar_update ON staff_roles',
  'DROP TRIGGER staff_roles_calendar ON staff_roles',
  'DROP FUNCTION raise_calendar_of_role()',
  'DROP TRIGGER staff_members_calendar ON staff_members',
  'DROP FUNCTION raise_calendar_of_member()',
  'DROP TRIGGER staff_calendars_revision ON staff_calendars',
  'DROP FUNCTION raise_own_calendar()',
  'ALTER TABLE "staff_calendars" DROP COLUMN "changed_at"',
  'ALTER TABLE "staff_calendars" DROP COLUMN "revision"',
  'DROP TABLE "seat_figures"',
];

/** What staff calendars last showed of the seats of each session, and what else changes them. */
export class SeatFigures1763787600001 implements MigrationInterface {
  name = 'SeatFigures1763787600001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
