import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import { inTransaction } from '../../database/transaction.js';
import { isSameMailbox } from '../addresses.js';
import { recordAddressFailure } from '../mail-addresses.queries.js';
import type { MessageState } from '../message.entity.js';
import { isAddressFault } from '../smtp-outcome.js';
import { lockMessage, noteReport, type ReportedMessage } from './bounces.queries.js';
import {
  type DeliveryReport,
  type ReportedAction,
  type ReportedRecipient,
  readReturnedMail,
} from './delivery-report.js';

/** What became of a mail that came back. */
export type TakenBounce =
  | {
      readonly kind: 'matched';
      readonly id: string;
      readonly action: ReportedAction;
      readonly did: 'bounced' | 'noted' | 'nothing';
      readonly state: MessageState;
    }
  | { readonly kind: 'auto_reply' }
  | { readonly kind: 'unmatched' }
  | { readonly kind: 'other' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Only of what was handed over, perhaps, can a report tell something new. */
const HANDED_OVER: readonly MessageState[] = ['sent', 'uncertain'];
/** RFC 3463 §3.1: no more is known than that it failed for good; perhaps the server's words say why. */
const UNSTATED = '5.0.0';
const MOST_IN_OUTCOME = 500;

/** Takes reports of letters that did not arrive (RFC 3464), and writes into the ledger what they say. */
@Injectable()
export class Bounces {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the message by the id that its letter carried (`ENVID` or Message-ID), and only where the report is about that
   * message's recipient. What failed is `bounced`, and counts against the address where it failed on account of the address,
   * as an answer of our own server would; what is delayed is noted; the rest is as it was. The same report again changes nothing.
   * @param raw the mail as it arrived
   * @param organizationIds whose messages may be touched; all others do not exist
   */
  async take(raw: Uint8Array, organizationIds: readonly string[] | 'any'): Promise<TakenBounce> {
    const mail = await readReturnedMail(raw);
    if (mail.kind !== 'report') return mail;
    const { report } = mail;
    for (const id of idsIn(report)) {
      const taken = await inTransaction(this.db, (tx) => this.apply(tx, id, report, organizationIds));
      if (taken) return taken;
    }
    return { kind: 'unmatched' };
  }

  private async apply(
    tx: EntityManager,
    id: string,
    report: DeliveryReport,
    organizationIds: readonly string[] | 'any',
  ): Promise<(TakenBounce & { kind: 'matched' }) | undefined> {
    const message = await lockMessage(tx, id, organizationIds);
    const recipient = message && recipientIn(report, message.recipient);
    if (!message || !recipient) return undefined;
    const { action, status, diagnostic } = recipient;
    const outcome = outcomeOf(recipient);
    const unchanged = { kind: 'matched', id, action, did: 'nothing', state: message.state } as const;
    const isNews = HANDED_OVER.includes(message.state) && !isOfEarlierSending(report, message);
    if (!isNews || outcome === message.outcome) return unchanged;
    if (action === 'delayed') {
      await noteReport(tx, { id, state: message.state, outcome });
      return { ...unchanged, did: 'noted' };
    }
    if (action !== 'failed') return unchanged;
    await noteReport(tx, { id, state: 'bounced', outcome });
    if (isAddressFault(status === UNSTATED ? diagnostic : status)) {
      const { organizationId } = message;
      const failure = {
        organizationId,
        recipient: message.recipient,
        answer: outcome,
        now: this.clock.now(),
      };
      await recordAddressFailure(tx, failure);
    }
    return { ...unchanged, did: 'bounced', state: 'bounced' };
  }
}

/**
 * Ids of the ledger that the letter carried. The domain behind a Message-ID does not matter: some services put their own
 * there, and who guesses an id must also know its recipient and hold a token.
 */
function idsIn({ envelopeId, messageId }: DeliveryReport): string[] {
  const named = [envelopeId, messageId?.split('@', 1)[0]].map((id) => id?.trim().toLowerCase() ?? '');
  return [...new Set(named)].filter((id) => UUID.test(id));
}

/** What the report says of this mailbox. Where it forwards to several, one that got the letter is enough. */
function recipientIn({ recipients }: DeliveryReport, mailbox: string): ReportedRecipient | undefined {
  const own = recipients.filter(({ addresses }) => addresses.some((one) => isSameMailbox(one, mailbox)));
  const rank: readonly ReportedAction[] = ['delivered', 'relayed', 'expanded', 'failed', 'delayed'];
  return own.toSorted((one, other) => rank.indexOf(one.action) - rank.indexOf(other.action))[0];
}

/** True for a late report of a letter that has since been sent again: it says nothing of the one on its way. */
function isOfEarlierSending({ writtenAt }: DeliveryReport, { claimedAt }: ReportedMessage): boolean {
  if (!writtenAt || !claimedAt) return false;
  // A letter's date has no fractions of a second.
  return writtenAt.getTime() < Math.floor(claimedAt.getTime() / 1000) * 1000;
}

function outcomeOf({ action, status, diagnostic }: ReportedRecipient): string {
  return `${action} ${status} ${diagnostic}`.trim().slice(0, MOST_IN_OUTCOME);
}
