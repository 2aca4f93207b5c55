import type { EntityManager } from 'typeorm';
import { newId } from '../shared/ids.js';
import { Companion } from './companion.entity.js';

/** The registration to which something belongs. */
export interface PartOwner {
  readonly id: string;
  readonly organizationId: string;
}

export interface NamedCompanion {
  readonly nickname?: string;
  readonly relation?: string;
  /** Years. */
  readonly age?: number;
}

/** What a new registration has beside its seats. */
export interface RegistrationParts {
  readonly companions: readonly NamedCompanion[];
  /** By key of the question. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Writes what belongs to a registration that the same transaction has made. */
export async function insertParts(
  tx: EntityManager,
  owner: PartOwner,
  { companions, answers }: RegistrationParts,
): Promise<void> {
  await insertCompanions(tx, owner, companions);
  await insertAnswers(tx, owner, answers);
}

/** Makes the companions of a registration exactly these. */
export async function writeCompanions(
  tx: EntityManager,
  owner: PartOwner,
  companions: readonly NamedCompanion[],
): Promise<void> {
  await tx.delete(Companion, { registrationId: owner.id });
  await insertCompanions(tx, owner, companions);
}

async function insertCompanions(
  tx: EntityManager,
  { id, organizationId }: PartOwner,
  companions: readonly NamedCompanion[],
): Promise<void> {
  if (companions.length === 0) return;
  const rows = companions.map((companion, position) => ({ ...companion, id: newId(), position }));
  await tx.query(
    `INSERT INTO companions (id, organization_id, registration_id, position, nickname, relation, age)
     SELECT id, $2, $1, position, nickname, relation, age
     FROM jsonb_to_recordset($3::jsonb) AS companion (id uuid, position integer, nickname text, relation text,
       age integer)`,
    [id, organizationId, JSON.stringify(rows)],
  );
}

/**
 * Those to sensitive questions go to a table of their own. Which these are is read here and stays until the commit: whoever
 * makes a question sensitive waits, and then puts this answer away too. What was read before to decide may be older than that.
 */
async function insertAnswers(
  tx: EntityManager,
  { id, organizationId }: PartOwner,
  answers: RegistrationParts['answers'],
): Promise<void> {
  const given = Object.entries(answers).filter(([, answer]) => answer !== '');
  if (given.length === 0) return;
  await tx.query(
    `WITH programme AS (
       SELECT questions FROM programmes WHERE id = (SELECT programme_id FROM registrations WHERE id = $1) FOR SHARE
     ), given AS (
       SELECT answer.key AS question, answer.value AS answer, coalesce(question.sensitive, false) AS sensitive
       FROM programme, jsonb_to_recordset(programme.questions) AS question (key text, sensitive boolean)
       JOIN jsonb_each_text($3::jsonb) answer USING (key)
     ), plain AS (
       INSERT INTO answers (registration_id, organization_id, question, answer)
       SELECT $1, $2, question, answer FROM given WHERE NOT sensitive
     )
     INSERT INTO sensitive_answers (registration_id, organization_id, question, answer)
     SELECT $1, $2, question, answer FROM given WHERE sensitive`,
    [id, organizationId, JSON.stringify(Object.fromEntries(given))],
  );
}
