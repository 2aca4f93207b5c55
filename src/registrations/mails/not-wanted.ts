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
} as const satisfies Record<string, NotWanted>;
