import type { EntityManager } from 'typeorm';
import type { LockedSession, Recording } from '../sheet/attendance.queries.js';
import type { DoorActDto } from './door.dto.js';
import type { Recorded, RefusalCode } from './door-acts.js';

/** One act whose turn it is: the session is locked, and may be recorded. */
export interface Turn {
  readonly tx: EntityManager;
  readonly session: LockedSession;
  readonly recording: Recording;
  readonly act: DoorActDto;
}

/** Does an act, and says what it found and left. @throws Refusal */
export type Perform = (turn: Turn) => Promise<Recorded>;

/** Why an act at the door is not done. What it had written is taken back with its transaction. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly details: {
      readonly by?: string | null;
      readonly unmarked?: number;
      readonly field?: string;
    } = {},
  ) {
    super(code);
    this.name = 'Refusal';
  }
}

/** A field that this kind of act cannot do without. @throws Refusal `invalid` */
export function needed<K extends keyof DoorActDto>(
  act: DoorActDto,
  field: K,
): Exclude<DoorActDto[K], null | undefined> {
  const value = act[field];
  if (value === undefined || value === null) throw new Refusal('invalid', { field });
  return value as Exclude<DoorActDto[K], null | undefined>;
}
