import { DomainError } from '../../shared/domain-error.js';

/** Where the next page of a list begins, as an opaque text; null where nothing follows. */
export function cursorOf(position: Readonly<Record<string, string | number>>): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws DomainError `invalid_query` for a text that `cursorOf` did not make with these fields */
export function positionOf<F extends string>(cursor: string, ...fields: readonly F[]): Record<F, string> {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (fields.every((field) => ['string', 'number'].includes(typeof position[field]))) return position;
  } catch {
    // Not ours: refused below, like a text of ours with other fields.
  }
  throw new DomainError('invalid_query', { faults: [{ field: 'cursor', code: 'cursor' }] });
}
