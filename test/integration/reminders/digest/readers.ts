import type { DeepPartial } from 'typeorm';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { DigestSubscription } from '../../../../src/reminders/digest/digest-subscription.entity.js';
import { DigestTokens } from '../../../../src/reminders/digest/digest-tokens.js';
import { newId } from '../../../../src/shared/ids.js';
import type { TestApp } from '../../../support/test-app.js';

let counter = 0;

/** A subscription that its reader said yes to, unless told otherwise, and the token of its links. */
export async function makeReader(
  { db, nest }: TestApp,
  { id: organizationId }: Organization,
  given: DeepPartial<DigestSubscription> = {},
): Promise<DigestSubscription & { readonly token: string }> {
  const id = given.id ?? newId();
  const tokens = nest.get(DigestTokens);
  const token = tokens.tokenOf(id);
  const row = {
    id,
    organizationId,
    email: `reader${++counter}@mail.example`,
    tokenHash: tokens.hashOf(token),
    status: 'active',
    createdAt: new Date('2025-03-01T00:00:00Z'),
    confirmedAt: new Date('2025-03-02T00:00:00Z'),
    ...given,
  };
  await db.getRepository(DigestSubscription).insert(row as never);
  const kept = await db.getRepository(DigestSubscription).findOneByOrFail({ id });
  return { ...kept, token };
}

export function readers({ db }: TestApp): Promise<DigestSubscription[]> {
  return db.getRepository(DigestSubscription).find({ order: { email: 'ASC' } });
}
