/** What the occasion of a mail begins with that lists the lost links of an address. */
const LOST_LINKS = 'recovery:';

/** The occasion of such a mail, from one organization; once per `bucket`. SQL expressions. */
export function lostLinksOccasion(organizationId: string, bucket: string): string {
  return `'${LOST_LINKS}' || ${organizationId} || ':' || ${bucket}`;
}

/**
 * SQL: true for a message `m` that lists the lost links of an address. It is about that address and about every programme of its
 * owner, not about the one registration that it is filed under: so it goes where it was asked for, whatever address that
 * registration has by now, and only staff of its own organization see it. The mail with one link that was replaced is of the same
 * kind, and about one registration as all others are.
 */
export const LISTS_LOST_LINKS = `(m.kind = 'recovery' AND m.occasion LIKE '${LOST_LINKS}%')`;
