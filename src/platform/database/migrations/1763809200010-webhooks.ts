import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Puts a delivery for every webhook at work of the organization that wants the event. `webhooks` is small and asked by organization, so
 * that it costs an organization without any next to nothing.
 */
const TELL = `
CREATE FUNCTION tell_webhooks(organization uuid, name text, facts jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO webhook_deliveries (id, organization_id, webhook_id, event, data)
  SELECT gen_random_uuid(), w.organization_id, w.id, name, facts FROM webhooks w
   WHERE w.organization_id = organization AND w.paused_at IS NULL AND name = ANY (w.events)
$$`;

/** What is told of a registration: nothing that says who it is. */
const REGISTRATION_FACTS = `
CREATE FUNCTION webhook_facts_of(r registrations) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('registration', r.id, 'code', r.code, 'programme', p.slug, 'course', r.course_id,
    'session', r.session_id, 'status', r.status, 'people', r.people, 'channel', r.channel)
  FROM programmes p WHERE p.id = r.programme_id
$$`;

const TRIGGERS = [
  `CREATE FUNCTION tell_of_made_registrations() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF EXISTS (SELECT FROM webhooks w WHERE w.paused_at IS NULL) THEN
       PERFORM tell_webhooks(r.organization_id, 'registration.made', webhook_facts_of(r)) FROM made r;
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tell_webhooks_made AFTER INSERT ON registrations REFERENCING NEW TABLE AS made
   FOR EACH STATEMENT EXECUTE FUNCTION tell_of_made_registrations()`,
  `CREATE FUNCTION tell_of_cancelled_registration() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM tell_webhooks(NEW.organization_id, 'registration.cancelled', webhook_facts_of(NEW));
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tell_webhooks_cancelled AFTER UPDATE OF status ON registrations FOR EACH ROW
   WHEN (NEW.status = 'cancelled' AND OLD.status <> 'cancelled')
   EXECUTE FUNCTION tell_of_cancelled_registration()`,
  `CREATE FUNCTION tell_of_released_place() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM tell_webhooks(NEW.organization_id, 'place.released',
       webhook_facts_of(r) || jsonb_build_object('session', NEW.session_id, 'place', NEW.id))
     FROM registrations r WHERE r.id = NEW.registration_id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tell_webhooks_released AFTER UPDATE OF status ON places FOR EACH ROW
   WHEN (NEW.status = 'released' AND OLD.status <> 'released')
   EXECUTE FUNCTION tell_of_released_place()`,
  // SEQUENCE rises with everything about a session that people see.
  `CREATE FUNCTION tell_of_changed_session() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM tell_webhooks(NEW.organization_id, 'session.changed', jsonb_build_object('session', NEW.id, 'programme', p.slug,
       'course', NEW.course_id, 'number', NEW.number, 'status', NEW.status, 'startsAt', NEW.starts_at, 'endsAt', NEW.ends_at,
       'timeZone', NEW.time_zone, 'sequence', NEW.sequence, 'movedFrom', CASE WHEN OLD.starts_at IS DISTINCT FROM NEW.starts_at
         THEN OLD.starts_at END))
     FROM programmes p WHERE p.id = NEW.programme_id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tell_webhooks_changed AFTER UPDATE ON sessions FOR EACH ROW
   WHEN (NEW.sequence > OLD.sequence) EXECUTE FUNCTION tell_of_changed_session()`,
  `CREATE FUNCTION tell_of_closed_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM tell_webhooks(NEW.organization_id, 'attendance.closed', jsonb_build_object('session', s.id, 'programme', p.slug,
       'course', s.course_id, 'number', s.number, 'closedAt', NEW.closed_at, 'approximate', NEW.approximate,
       'named', (SELECT count(*) FROM attendance_marks m WHERE m.session_id = s.id AND m.mark NOT IN ('absent', 'excused')),
       'heads', (SELECT coalesce(sum(h.people), 0) FROM head_counts h WHERE h.session_id = s.id)))
     FROM sessions s JOIN programmes p ON p.id = s.programme_id WHERE s.id = NEW.session_id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tell_webhooks_closed AFTER UPDATE OF closed_at ON attendance_records FOR EACH ROW
   WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) EXECUTE FUNCTION tell_of_closed_attendance()`,
  `CREATE TRIGGER tell_webhooks_recorded_closed AFTER INSERT ON attendance_records FOR EACH ROW
   WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION tell_of_closed_attendance()`,
];

const TABLES = [
  `ALTER TABLE "api_tokens" ADD "created_by" text`,
  `ALTER TABLE "api_tokens" ADD "scopes" text array`,
  `ALTER TABLE "api_tokens" ADD "expires_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "api_tokens" ADD "last_used_at" TIMESTAMP WITH TIME ZONE`,
  `CREATE TABLE "webhooks" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "label" text NOT NULL, "url" text NOT NULL, "events" text array NOT NULL, "sealed_secret" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_by" text NOT NULL, "paused_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_webhooks" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_webhooks_organization" ON "webhooks" ("organization_id")`,
  `CREATE TABLE "webhook_deliveries" ("id" uuid NOT NULL, "organization_id" uuid NOT NULL, "webhook_id" uuid NOT NULL, "event" text NOT NULL, "data" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "state" text NOT NULL DEFAULT 'waiting', "attempts" integer NOT NULL DEFAULT '0', "due_at" TIMESTAMP WITH TIME ZONE, "last_attempt_at" TIMESTAMP WITH TIME ZONE, "last_status" integer, "last_fault" text, "delivered_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "ck_webhook_deliveries_state" CHECK (state IN ('waiting', 'delivered', 'failed')), CONSTRAINT "pk_webhook_deliveries" PRIMARY KEY ("id"))`,
  `CREATE INDEX "ix_webhook_deliveries_waiting" ON "webhook_deliveries" ("due_at") WHERE state = 'waiting'`,
  `CREATE INDEX "ix_webhook_deliveries_webhook" ON "webhook_deliveries" ("webhook_id", "created_at", "id")`,
  `ALTER TABLE "webhooks" ADD CONSTRAINT "fk_webhooks_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "fk_webhook_deliveries_webhook_id" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

export class Webhooks1763809200010 implements MigrationInterface {
  name = 'Webhooks1763809200010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, TELL, REGISTRATION_FACTS, ...TRIGGERS])
      await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [name, table] of [
      ['made', 'registrations'],
      ['cancelled', 'registrations'],
      ['released', 'places'],
      ['changed', 'sessions'],
      ['closed', 'attendance_records'],
      ['recorded_closed', 'attendance_records'],
    ])
      await queryRunner.query(`DROP TRIGGER tell_webhooks_${name} ON ${table}`);
    for (const name of [
      'tell_of_made_registrations()',
      'tell_of_cancelled_registration()',
      'tell_of_released_place()',
      'tell_of_changed_session()',
      'tell_of_closed_attendance()',
      'webhook_facts_of(registrations)',
      'tell_webhooks(uuid, text, jsonb)',
    ])
      await queryRunner.query(`DROP FUNCTION ${name}`);
    await queryRunner.query('DROP TABLE "webhook_deliveries"');
    await queryRunner.query('DROP TABLE "webhooks"');
    for (const column of ['last_used_at', 'expires_at', 'scopes', 'created_by'])
      await queryRunner.query(`ALTER TABLE "api_tokens" DROP COLUMN "${column}"`);
  }
}
