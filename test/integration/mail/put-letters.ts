import { MailComposers } from '../../../src/platform/mail/composers.js';
import { newId } from '../../../src/shared/ids.js';
import { putMessages } from '../../support/ledger.js';
import type { TestApp } from '../../support/test-app.js';

/**
 * Kinds of letters that no room writes: one that is sent once, one that goes again where nobody knows, one not wanted, and
 * one that waits for the day after it is due.
 */
export const LETTER = 'test_letter';
export const REPEATED = 'test_repeated';
export const NOT_WANTED = 'test_not_wanted';
export const NOT_YET = 'test_not_yet';

const DAY_MS = 86_400_000;

/** Lets `app` write letters of the kinds above, which ask nothing of the database. */
export function writeLettersOfTests({ nest }: Pick<TestApp, 'nest'>): void {
  nest.get(MailComposers).register({
    kinds: [LETTER, REPEATED, NOT_WANTED, NOT_YET],
    repeatedKinds: [REPEATED],
    compose: async ({ kind, occasion, dueAt }) => {
      if (kind === NOT_WANTED) return { notWanted: 'over' };
      if (kind === NOT_YET) return { notBefore: new Date(dueAt.getTime() + DAY_MS) };
      return {
        subject: occasion,
        text: 'text',
        html: '<p>text</p>',
        preview: 'text',
        senderName: 'お知らせ',
        language: 'ja',
      };
    },
  });
}

export interface PutLetters {
  readonly kind?: string;
  readonly organizationId?: string;
  /** Default: one of its own for each letter. */
  readonly recipient?: string;
  /** Default: now for all. */
  readonly dueAt?: (index: number) => Date;
  /** Default: 0. */
  readonly priority?: number;
}

/** Puts `count` letters in the ledger; their subjects are their numbers. */
export async function putLetters(app: TestApp, count: number, given: PutLetters = {}): Promise<void> {
  const { kind = LETTER, organizationId = newId(), recipient, dueAt, priority = 0 } = given;
  const messages = Array.from({ length: count }, (_, index) => ({
    organizationId,
    recipient: recipient ?? `${newId()}@mail.example`,
    kind,
    occasion: `${index} ${newId()}`,
    subjectId: newId(),
    priority,
    ...(dueAt && { dueAt: dueAt(index) }),
  }));
  await app.db.transaction((tx) => putMessages(tx, messages, app.clock.now()));
}
