import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.js';
import { Clock } from '../clock.js';
import { Message } from './message.entity.js';

/** What an act promises to tell someone; see `Message` for the meaning of each field. */
export interface NewMessage {
  readonly organizationId: string;
  readonly recipient: string;
  readonly kind: string;
  readonly occasion: string;
  readonly subjectId: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Not before; default: at once. */
  readonly dueAt?: Date;
}

/** The message ledger: rows are put here by the act that causes them, in its transaction, and delivered later (I5). */
@Injectable()
export class Ledger {
  constructor(private readonly clock: Clock) {}

  /** Puts each message once per recipient, kind and occasion; a repetition changes nothing. */
  async put(tx: EntityManager, messages: readonly NewMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const now = this.clock.now();
    await tx
      .createQueryBuilder()
      .insert()
      .into(Message)
      .values(
        messages.map(({ facts = {}, dueAt = now, ...message }) => ({
          id: newId(),
          ...message,
          facts: facts as never,
          dueAt,
          createdAt: now,
        })),
      )
      .orIgnore()
      .execute();
  }
}
