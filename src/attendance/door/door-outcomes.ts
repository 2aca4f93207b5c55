import type { DomainErrorCode } from '../../shared/domain-error.js';
import { DomainError } from '../../shared/domain-error.js';
import type { ActOutcome, RefusalCode } from './door-acts.js';
import { Refusal } from './door-turn.js';

/** How a refusal of the rooms below reads at the door; what is not here is a fault of ours, and the request fails. */
const REFUSED: Readonly<Partial<Record<DomainErrorCode, RefusalCode>>> = {
  unknown: 'unknown',
  forbidden: 'forbidden',
  invalid: 'invalid',
  cancelled: 'cancelled',
  not_yet_open: 'not_yet',
  past: 'past',
  not_offered: 'no_seats',
  full: 'no_seats',
  conflict: 'id_reused',
  busy: 'busy',
};

/** What became of an act: done, or refused for a reason that its sender can do something about. */
export async function outcomeOf(id: string, act: () => Promise<ActOutcome>): Promise<ActOutcome> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refusal) {
      const { field, ...details } = error.details;
      const faults = field ? { faults: [{ field, code: 'isDefined' }] } : {};
      return { id, result: 'refused', code: error.code, ...details, ...faults };
    }
    const code = error instanceof DomainError ? REFUSED[error.code] : undefined;
    if (!(error instanceof DomainError) || !code) throw error;
    const { faults } = error.details;
    return {
      ...{ id, result: 'refused', code },
      ...(faults ? { faults } : {}),
      ...(code === 'busy' ? { again: true } : {}),
    };
  }
}
