import type { DataSource, EntityManager } from 'typeorm';
import type { ProgrammeTerms } from '../domain/eligibility.js';

/** SQL: what `programme` of `organization` asks of those who register, and who may come, as `terms`. */
export const TERMS = `json_build_object('eligibility', programme.eligibility, 'asks', programme.asks,
  'questions', programme.questions, 'organizationName', organization.name) AS terms`;

/** What the programme asks of those who register, and who may come; null where there is no such programme. */
export async function termsOf(
  db: DataSource | EntityManager,
  programmeId: string,
): Promise<ProgrammeTerms | null> {
  const [row] = await db.query(
    `SELECT ${TERMS}
     FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
     WHERE programme.id = $1`,
    [programmeId],
  );
  return row?.terms ?? null;
}
