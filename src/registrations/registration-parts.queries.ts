import type { EntityManager } from 'typeorm';
import type { FileQuestion } from '../programmes/domain/registering-file.js';
import { newId } from '../shared/ids.js';
import { Answer } from './answers/answer.entity.js';
import { SensitiveAnswer } from './answers/sensitive-answer.entity.js';
import { Companion } from './companion.entity.js';

/** The registration to which something belongs. */
export interface PartOwner {
  readonly id: string;
  readonly organizationId: string;
}

/** Makes the companions of a registration exactly these. */
export async function writeCompanions(
  tx: EntityManager,
  { id: registrationId, organizationId }: PartOwner,
  companions: readonly { readonly nickname?: string; readonly relation?: string }[],
): Promise<void> {
  await tx.delete(Companion, { registrationId });
  const rows = companions.map(({ nickname = null, relation = null }, position) => ({
    ...{ id: newId(), organizationId, registrationId, position, nickname, relation },
  }));
  if (rows.length > 0) await tx.insert(Companion, rows);
}

/** Makes the answers of a registration exactly these; those to sensitive questions go to a table of their own. */
export async function writeAnswers(
  tx: EntityManager,
  { id: registrationId, organizationId }: PartOwner,
  questions: readonly FileQuestion[],
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  await tx.delete(Answer, { registrationId });
  await tx.delete(SensitiveAnswer, { registrationId });
  const rows = questions.flatMap(({ key: question, sensitive = false }) => {
    const answer = answers[question];
    return answer ? [{ sensitive, row: { registrationId, organizationId, question, answer } }] : [];
  });
  const plain = rows.filter(({ sensitive }) => !sensitive).map(({ row }) => row);
  const sensitive = rows.filter((one) => one.sensitive).map(({ row }) => row);
  if (plain.length > 0) await tx.insert(Answer, plain);
  if (sensitive.length > 0) await tx.insert(SensitiveAnswer, sensitive);
}
