import type { EntityManager } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import type { ActedRegistration } from '../my/acted-registration.queries.js';
import { type ActOptions, RegistrationActs, type Whose } from '../my/registration-acts.js';
import { type DeskRegistrationRow, deskRegistration } from './desk-registration.queries.js';

/** Records an act in its transaction, from what the registration was and is. */
export type Recorder = (
  tx: EntityManager,
  before: DeskRegistrationRow,
  after: DeskRegistrationRow,
) => Promise<void>;

/** The acts of a registrant, done by staff for them: the same rules and statements, and recorded where something changes. */
export class RecordedActs extends RegistrationActs {
  private readonly record: Recorder;

  constructor(record: Recorder, ...parts: ConstructorParameters<typeof RegistrationActs>) {
    super(...parts);
    this.record = record;
  }

  override on<T>(
    whose: Whose,
    act: (tx: EntityManager, registration: ActedRegistration, now: Date) => Promise<T>,
    options: ActOptions = {},
  ): Promise<T> {
    return super.on(
      whose,
      async (tx, registration, now) => {
        const before = await deskRegistration(tx, registration.id, now);
        if (before?.erasedAt) throw new DomainError('conflict');
        const result = await act(tx, registration, now);
        const after = await deskRegistration(tx, registration.id, now);
        if (before && after && JSON.stringify(before) !== JSON.stringify(after))
          await this.record(tx, before, after);
        return result;
      },
      options,
    );
  }
}
