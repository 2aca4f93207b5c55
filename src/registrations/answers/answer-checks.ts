import type { Check } from '../../platform/database/check.js';
import { openAnswersSql } from './concealing.queries.js';
import { outdatedSql } from './sensitive-answers.queries.js';

/** What must hold of answers to a programme's questions. The night's work has a day more than it needs. */
export const ANSWER_CHECKS: readonly Check[] = [
  {
    invariant: 'I10',
    name: 'sensitive answer kept too long',
    sql: `SELECT outdated.id AS subject, 'to be erased for more than two days' AS detail
          FROM (${outdatedSql(`:now - interval '2 days'`)}) outdated`,
  },
  {
    invariant: 'I10',
    name: 'answer to a sensitive question in the plain table',
    sql: `SELECT open.registration_id AS subject, 'question ' || open.question AS detail
          FROM (${openAnswersSql('true')}) open`,
  },
];
