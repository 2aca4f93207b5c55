import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AnswerKeeper, QuestionAnswers } from '../../programmes/editing/question-answers.js';
import { forgetContentSql } from './sensitive-answers.queries.js';

/** What becomes of registrants' answers when the questions of a programme change. */
@Injectable()
export class KeptAnswers implements AnswerKeeper, OnModuleInit {
  constructor(private readonly questions: QuestionAnswers) {}

  onModuleInit(): void {
    this.questions.keepBy(this);
  }

  async counts(
    tx: EntityManager,
    programmeId: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    if (keys.length === 0) return new Map();
    const rows: { question: string; count: number }[] = await tx.query(
      `SELECT given.question, count(*)::int AS count
       FROM (SELECT registration_id, question FROM answers
         UNION SELECT registration_id, question FROM sensitive_answers) given
       JOIN registrations registration ON registration.id = given.registration_id
       WHERE registration.programme_id = $1 AND given.question = ANY($2::text[])
       GROUP BY given.question`,
      [programmeId, keys],
    );
    return new Map(rows.map(({ question, count }) => [question, count]));
  }

  async erase(tx: EntityManager, programmeId: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    for (const table of ['answers', 'sensitive_answers']) {
      await tx.query(
        `WITH erased AS (
           DELETE FROM ${table} given USING registrations registration
           WHERE registration.id = given.registration_id AND registration.programme_id = $1
             AND given.question = ANY($2::text[])
           RETURNING given.registration_id
         )
         ${forgetContentSql('SELECT registration_id FROM erased')}`,
        [programmeId, keys],
      );
    }
  }

  async conceal(tx: EntityManager, programmeId: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await tx.query(
      `WITH moved AS (
         DELETE FROM answers given USING registrations registration
         WHERE registration.id = given.registration_id AND registration.programme_id = $1
           AND given.question = ANY($2::text[])
         RETURNING given.registration_id, given.question, given.organization_id, given.answer
       ), forgotten AS (
         ${forgetContentSql('SELECT registration_id FROM moved')}
       )
       INSERT INTO sensitive_answers (registration_id, question, organization_id, answer)
       SELECT registration_id, question, organization_id, answer FROM moved
       ON CONFLICT DO NOTHING`,
      [programmeId, keys],
    );
  }
}
