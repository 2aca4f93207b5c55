import { createHmac, randomInt } from 'node:crypto';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { derivedKey } from '../../../platform/http/cookies.js';

/** How many somebody has on paper. */
export const RECOVERY_CODES = 10;
/** Letters and digits that nobody confuses on paper: 31 of them, twelve of which are 59 bits. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** A new set, each as `xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): string[] {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: GROUPS }, group).join('-'));
}

/** What is kept of a code; however it was typed, with or without hyphens, in letters of any case or width. */
export function hashOfRecoveryCode(
  config: Pick<AppConfig, 'secret'>,
  staffMemberId: string,
  code: string,
): string {
  const plain = code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');
  return createHmac('sha256', derivedKey(config, 'recovery codes'))
    .update(`${staffMemberId}:${plain}`)
    .digest('hex');
}
