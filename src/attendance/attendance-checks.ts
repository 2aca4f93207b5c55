import type { Check } from '../platform/database/check.js';

/** What must hold of marks and head counts, so that 0, nothing recorded and cancelled stay apart (I9). */
export const ATTENDANCE_CHECKS: readonly Check[] = [
  {
    invariant: 'I9',
    name: 'marks or head counts in a session without a record of attendance',
    sql: `SELECT session.id AS subject, 'figures without a record' AS detail FROM sessions session
          WHERE NOT EXISTS (SELECT FROM attendance_records record WHERE record.session_id = session.id)
            AND (EXISTS (SELECT FROM attendance_marks mark WHERE mark.session_id = session.id)
              OR EXISTS (SELECT FROM head_counts heads WHERE heads.session_id = session.id))`,
  },
  {
    invariant: 'I9',
    name: 'mark of a place in another session, or of more people than registered',
    sql: `SELECT mark.place_id AS subject, mark.people || ' people' AS detail FROM attendance_marks mark
          JOIN places place ON place.id = mark.place_id
          JOIN registrations registration ON registration.id = place.registration_id
          WHERE place.session_id <> mark.session_id OR mark.people > registration.people`,
  },
];
