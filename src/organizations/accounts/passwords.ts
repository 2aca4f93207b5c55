import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import { DomainError } from '../../shared/domain-error.js';

/** Characters that a new password must have at least (NIST SP 800-63B asks for 8; staff read participants' data). */
const PASSWORD_MIN_LENGTH = 12;

/** argon2id (the library's default algorithm) with OWASP's parameters: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * The hash under which a new password is kept (argon2id, PHC string format).
 * @throws DomainError `invalid` where the password is too short.
 */
export async function hashPassword(password: string): Promise<string> {
  if ([...password].length < PASSWORD_MIN_LENGTH) {
    const fault = { field: 'password', code: 'minLength', params: { min: PASSWORD_MIN_LENGTH } };
    throw new DomainError('invalid', { faults: [fault] });
  }
  return hash(normalized(password), PARAMETERS);
}

/** Checks passwords in a time that does not tell whether the account exists. */
@Injectable()
export class Passwords {
  /** A hash that no password has, for accounts that do not exist. */
  private readonly nobody = hashPassword(randomBytes(32).toString('base64url'));

  /** @param passwordHash null or undefined where there is no such account or password: the same work is done, the answer is false. */
  async verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.nobody), normalized(password));
    return matches && passwordHash != null;
  }
}

/** The same characters from any keyboard: が may be typed as one code point or as two (NFKC, as NIST SP 800-63B advises). */
function normalized(password: string): string {
  return password.normalize('NFKC');
}
