import { DomainError } from '../shared/domain-error.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * The `Idempotency-Key` of a request to the API; undefined where none was sent.
 * @throws DomainError `invalid` for anything but 1 to 200 visible ASCII characters
 */
export function idempotencyKeyOf(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !IDEMPOTENCY_KEY.test(value)) {
    throw new DomainError('invalid', { faults: [{ field: 'Idempotency-Key', code: 'idempotencyKey' }] });
  }
  return value;
}
