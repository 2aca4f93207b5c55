import type { EntityManager } from 'typeorm';
import { forgetContentSql } from './sensitive-answers.queries.js';

/** SQL: answers (`registration_id`, `question`) among those that everybody at the desk reads, to questions that are sensitive. */
export function openAnswersSql(programmeCondition: string): string {
  return `SELECT given.registration_id, given.question
    FROM answers given
    JOIN registrations registration ON registration.id = given.registration_id
    JOIN programmes programme ON programme.id = registration.programme_id
    JOIN jsonb_to_recordset(programme.questions) AS asked (key text, sensitive boolean)
      ON asked.key = given.question AND asked.sensitive
    WHERE ${programmeCondition}`;
}

/**
 * Puts the answers to questions of these programmes that have become sensitive to where such answers are kept. To be called
 * once the questions are written: from then on nobody can add one to the others (`registration-parts.queries.ts`).
 */
export async function concealOpenAnswers(tx: EntityManager, programmeIds: readonly string[]): Promise<void> {
  if (programmeIds.length === 0) return;
  await tx.query(
    `WITH moved AS (
       DELETE FROM answers given USING (${openAnswersSql('programme.id = ANY($1::uuid[])')}) open
       WHERE given.registration_id = open.registration_id AND given.question = open.question
       RETURNING given.registration_id, given.question, given.organization_id, given.answer
     ), forgotten AS (
       ${forgetContentSql('SELECT registration_id FROM moved')}
     )
     INSERT INTO sensitive_answers (registration_id, question, organization_id, answer)
     SELECT registration_id, question, organization_id, answer FROM moved
     ON CONFLICT DO NOTHING`,
    [programmeIds],
  );
}
