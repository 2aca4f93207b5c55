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
    name: 'mark of a place in another session',
    sql: `SELECT mark.place_id AS subject, 'member ' || mark.member AS detail FROM attendance_marks mark
          JOIN places place ON place.id = mark.place_id WHERE place.session_id <> mark.session_id`,
  },
  {
    // Not against the people that are registered: a party that changes in the middle of a course leaves its earlier marks alone.
    invariant: 'I9',
    name: 'party of which some are marked and some are not, on a sheet that is closed',
    sql: `SELECT mark.place_id AS subject, count(*) || ' marks, the last of member ' || max(mark.member) AS detail
          FROM attendance_marks mark JOIN attendance_records record ON record.session_id = mark.session_id
          WHERE record.closed_at IS NOT NULL GROUP BY mark.place_id HAVING count(*) <> max(mark.member) + 1`,
  },
  {
    invariant: 'I9',
    name: 'head count in a category that its organization does not have',
    sql: `SELECT heads.session_id AS subject, heads.category AS detail FROM head_counts heads
          JOIN organizations organization ON organization.id = heads.organization_id
          WHERE heads.category NOT IN ('self', 'family', 'supporter', 'other')
            AND NOT organization.head_categories @> jsonb_build_array(jsonb_build_object('key', heads.category))`,
  },
  {
    invariant: 'I11',
    name: 'act at the door of a session of another organization, or undone twice',
    sql: `SELECT act.id::text AS subject, 'session ' || act.session_id AS detail FROM door_acts act
          JOIN sessions session ON session.id = act.session_id WHERE act.organization_id <> session.organization_id
          UNION ALL
          SELECT act.act ->> 'of', count(*) || ' times' FROM door_acts act
          WHERE act.act ->> 'act' = 'undo' GROUP BY act.act ->> 'of' HAVING count(*) > 1`,
  },
];
