import type { Check } from '../../platform/database/check.js';

/** What must hold of those who wait for an answer. */
export const QUEUE_CHECKS: readonly Check[] = [
  {
    invariant: 'I4',
    name: 'applied, and nobody decides',
    sql: `SELECT registration.id AS subject, 'course ' || course.id || ' has neither approval nor a lottery' AS detail
          FROM registrations registration JOIN courses course ON course.id = registration.course_id
          WHERE registration.status = 'applied' AND NOT course.approval AND course.lottery IS NULL`,
  },
];
