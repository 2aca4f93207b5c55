import { buffer } from 'node:stream/consumers';
import Dkim from 'nodemailer/lib/dkim';

/** With what letters are signed (RFC 6376). */
export interface DkimKey {
  /** Whose word the signature is: the domain of the sender's address, or one above it. */
  readonly domain: string;
  /** Where the public key stands in the DNS: `<selector>._domainkey.<domain>`. */
  readonly selector: string;
  /** RSA private key, PEM. */
  readonly privateKey: string;
}

/**
 * Every header that says something. RFC 8058 §4 wants both of `List-Unsubscribe` and `List-Unsubscribe-Post` under the
 * signature, or one click does nothing.
 */
const SIGNED_HEADERS = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Language',
  'Auto-Submitted',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];

/**
 * The message with a signature before it: rsa-sha256, relaxed/relaxed, over the whole body.
 * @throws Error where it could not be signed: a mail without the signature that its domain promises is refused as forged.
 */
export async function signed(content: Buffer, { domain, selector, privateKey }: DkimKey): Promise<Buffer> {
  const signer = new Dkim({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: SIGNED_HEADERS.join(':'),
  });
  const message = await buffer(signer.sign(content));
  // The signer gives back what it could not sign as it was.
  if (message.length <= content.length) throw new Error('the letter could not be signed');
  return message;
}
