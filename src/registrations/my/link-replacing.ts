import type { EntityManager } from 'typeorm';
import type { RegistrationTokens } from '../registration-tokens.js';
import { lockedRegistration, type RegistrationKey } from './acted-registration.queries.js';
import { writeLink } from './links.queries.js';

export interface LinkReplacing {
  /** What a repetition of the request is recognised by; null where staff replaced it. */
  readonly requestHash: string | null;
  readonly now: Date;
}

/**
 * Puts another link in the place of the one that the registration has, another address in the place of its calendar's (unless it
 * was stopped), and the mail about it in the ledger. Its pools, where they are locked too, must be locked before.
 * @returns the token of the new link; null where there is no such registration any more
 */
export async function replaceLink(
  tx: EntityManager,
  tokens: RegistrationTokens,
  key: RegistrationKey,
  { requestHash, now }: LinkReplacing,
): Promise<string | null> {
  const registration = await lockedRegistration(tx, key);
  if (!registration) return null;
  const { id, calendar } = registration;
  const tokenVersion = registration.tokenVersion + 1;
  const version = calendar.isStopped ? calendar.version : calendar.version + 1;
  const token = tokens.tokenOf({ id, tokenVersion });
  await writeLink(tx, id, {
    ...{ tokenHash: tokens.hashOf(token), tokenVersion, requestHash, now },
    calendar: { version, tokenHash: calendar.isStopped ? null : tokens.calendarHashOf({ id, version }) },
  });
  return token;
}
