import type { EntityManager } from 'typeorm';
import { Message } from '../../src/platform/mail/message.entity.js';
import { newId } from '../../src/shared/ids.js';

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
  /** Default: 0, what somebody waits for. */
  readonly priority?: number;
}

/** Puts messages in the ledger as acts do in their own SQL: once per recipient, kind and occasion. */
export async function putMessages(
  tx: EntityManager,
  messages: readonly NewMessage[],
  now: Date,
): Promise<void> {
  const rows = messages.map(({ facts = {}, dueAt = now, ...message }) => ({
    id: newId(),
    ...message,
    facts: facts as never,
    dueAt,
    createdAt: now,
  }));
  await tx.createQueryBuilder().insert().into(Message).values(rows).orIgnore().execute();
}
