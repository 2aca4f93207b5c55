import { generateSecret, generateURI, verify } from 'otplib';

/** Seconds of a step, and how far a telephone's clock may be off (RFC 6238 §5.2: one step). */
const STEP_SECONDS = 30;
const CODE = /^\d{6}$/;

/** A new secret, 160 bits, Base32 (RFC 4226 §4). */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What the QR code says to the application: whose account it is, where, and the secret. */
export function totpAddress(secret: string, issuer: string, account: string): string {
  return generateURI({ issuer, label: account, secret });
}

/**
 * The step whose code this is: the current one, the one before or after.
 * @param code six digits; what else was typed is no code
 * @param lastStep the last step whose code was taken: neither it nor an earlier one is good again
 * @returns undefined where it is none of them
 */
export async function stepOfCode(
  secret: string,
  code: string,
  { now, lastStep }: { readonly now: Date; readonly lastStep: number },
): Promise<number | undefined> {
  if (!CODE.test(code)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const checked = await verify({ secret, token: code, epoch, epochTolerance: STEP_SECONDS });
  if (!checked.valid || !('timeStep' in checked)) return undefined;
  return checked.timeStep > lastStep ? checked.timeStep : undefined;
}
