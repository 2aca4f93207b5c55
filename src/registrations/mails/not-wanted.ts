import type { NotWanted } from '../../platform/mail/composers.js';

/** Why a mail about a registration is not sent: codes that `mail.reason.<code>` puts into words for staff. */
export const NOT_WANTED = {
  gone: { notWanted: 'gone' },
  over: { notWanted: 'over' },
  cancelled: { notWanted: 'cancelled' },
  released: { notWanted: 'released' },
  moved: { notWanted: 'moved' },
  expired: { notWanted: 'expired' },
  superseded: { notWanted: 'superseded' },
  /** Its registration has another address now, to which staff who put it right have sent what was still to tell. */
  readdressed: { notWanted: 'readdressed' },
  /** Its registration has no address any more: somebody has to tell it otherwise. */
  address_removed: { notWanted: 'address_removed', isSuppressed: true },
  unsubscribed: { notWanted: 'unsubscribed', isSuppressed: true },
} as const satisfies Record<string, NotWanted>;

/** Why a mail does not go to whom it was put for: the address of its registration, letter for letter, is another now. */
export function otherReader(recipient: string, email: string | null): NotWanted | undefined {
  if (email === null) return NOT_WANTED.address_removed;
  return recipient === email ? undefined : NOT_WANTED.readdressed;
}
