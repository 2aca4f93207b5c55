/** Mails about accounts, by their kind in the ledger. The first two carry a link that is for nobody but its reader. */
export const STAFF_ACCOUNT_MAILS = ['staff_invitation', 'staff_password', 'staff_factors_reset'] as const;
export type StaffAccountMail = (typeof STAFF_ACCOUNT_MAILS)[number];

/** True for mails whose content is a key: whoever reads the ledger must not read them. */
export function holdsKey(kind: string): boolean {
  return kind === 'staff_invitation' || kind === 'staff_password';
}

/** What tells one sending of an invitation from another. */
export function occasionOfInvitation(id: string, version: number): string {
  return `invitation:${id}:${version}`;
}
