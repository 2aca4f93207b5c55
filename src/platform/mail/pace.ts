/** How many letters a mail server gets: an even stream, and a few at once where there was a pause before. */
export interface Pace {
  /** Host and port of the server that all workers share. */
  readonly server: string;
  /** Letters that may go at once after a pause. */
  readonly burst: number;
  /** Seconds between two letters of the even stream. */
  readonly spacing: number;
}

/** What of a minute's letters may go at once: enough for the five seconds between two looks at the ledger. */
const BURST_SHARE = 0.1;
/** Ports where SMTP_URL names none (nodemailer's choice, after RFC 6409 and RFC 8314). */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'smtp:': '587', 'smtps:': '465' };

/**
 * The pace that never lets more than `perMinute` letters begin in any 60 seconds, the burst included.
 * @param perMinute letters; 0: no limit
 * @returns undefined where there is no limit, or no server
 */
export function paceOf(smtpUrl: string | undefined, perMinute: number): Pace | undefined {
  if (!smtpUrl || perMinute === 0) return undefined;
  const burst = Math.max(1, Math.floor(perMinute * BURST_SHARE));
  return { server: serverOf(smtpUrl), burst, spacing: 60 / (perMinute - burst + 1) };
}

/** Host and port, without account and password: `mail.city.example:587`. */
function serverOf(smtpUrl: string): string {
  const { protocol, hostname, port } = new URL(smtpUrl);
  return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
}
