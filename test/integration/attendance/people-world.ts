import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../../../src/attendance/attendance-record.entity.js';
import type { Mark } from '../../../src/attendance/domain/attendance.js';
import type { Role } from '../../../src/organizations/principal.js';
import type { TestApp } from '../../support/test-app.js';
import { makeDesk } from '../registrations/desk-world.js';

/** A town with a term, whose people register on the web and come, or not. */
export async function makeTown(app: TestApp, given: Parameters<typeof makeDesk>[1]) {
  const desk = await makeDesk(app, given);
  const get = async (path: string, role: Role = 'reception') =>
    app.http.get(`/api/v1/staff/${path}`).set({ authorization: await desk.as(role) });
  return {
    ...desk,
    get,
    person: async (id: string, role: Role = 'reception') => (await get(`people/${id}`, role)).body,
    search: async (text: string, role: Role = 'reception', more: object = {}) =>
      desk.post('people/search', { text, ...more }, role),
    /** Marks of the party of a registration in a session, the contact's first. */
    mark: async (registrationId: string, index: number, ...marks: Mark[]) => {
      const session = desk.sessions[index]!;
      const shared = { organizationId: session.organizationId, sessionId: session.id };
      const [place] = await app.db.query(
        'SELECT id FROM places WHERE registration_id = $1 AND session_id = $2',
        [registrationId, session.id],
      );
      await app.db
        .createQueryBuilder()
        .insert()
        .into(AttendanceRecord)
        .values({ ...shared, recordedAt: session.endsAt!, recordedBy: 'system' })
        .orIgnore()
        .execute();
      for (const [member, mark] of marks.entries())
        await app.db.manager.insert(AttendanceMark, {
          ...shared,
          ...{ placeId: place.id, member, mark, markedAt: session.endsAt!, markedBy: 'system' },
        });
    },
    /** 延べ and 実 of what was marked, as reports count them. */
    figures: async (): Promise<{ attendances: number; people: number }> => {
      const [row] = await app.db.query(
        `SELECT count(*)::int AS attendances, count(DISTINCT coalesce(same.person_id::text,
           coalesce(place.contact_key, place.registration_id::text)) || ':' || mark.member)::int AS people
         FROM attendance_marks mark JOIN places place ON place.id = mark.place_id
         LEFT JOIN same_people same ON same.organization_id = place.organization_id
           AND same.key = coalesce(place.contact_key, place.registration_id::text)
         WHERE mark.organization_id = $1 AND mark.mark NOT IN ('excused', 'absent')`,
        [desk.organization.id],
      );
      return row;
    },
    /** Actions in the organization's log, in their order. */
    log: async (action: string): Promise<{ subject: string; after: Record<string, unknown> }[]> =>
      app.db.query(
        `SELECT subject_id AS subject, after FROM audit_entries WHERE organization_id = $1 AND action = $2 ORDER BY at, id`,
        [desk.organization.id, action],
      ),
  };
}
