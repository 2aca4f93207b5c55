/** Hyphens and dashes of every sort: people write them into numbers that have none. */
const SPACES_AND_DASHES = /[\s\p{Pd}\u2212\u30fc]+/gu;
const NUMBER = /^[A-Z0-9]{4,12}$/;

/**
 * What somebody typed as a 受付番号, as it is stored: any case and width, with or without spaces and hyphens; null where it
 * cannot be one, so that it is a nickname.
 */
export function receptionNumberOf(typed: string): string | null {
  const plain = typed.normalize('NFKC').replace(SPACES_AND_DASHES, '').toUpperCase();
  return NUMBER.test(plain) ? plain : null;
}
