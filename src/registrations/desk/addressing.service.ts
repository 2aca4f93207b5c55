import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { constraintOf } from '../../platform/database/transaction.js';
import { asMailbox, isSameMailbox } from '../../platform/mail/addresses.js';
import { liftSuppression } from '../../platform/mail/mail-addresses.queries.js';
import { ONE_MESSAGE } from '../../platform/mail/message.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { replaceLink } from '../my/link-replacing.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { ONE_MEMBERSHIP } from '../seats/membership.queries.js';
import {
  forgetUnusedAddress,
  holdBack,
  readdress,
  wasToldElsewhere,
  writeAddress,
} from './addressing.queries.js';
import type { AddressDto } from './desk.dto.js';
import { DeskTurns } from './desk-turns.js';

/** Indexes that say: this contact is there already, by another registration. */
const ALREADY_THERE: readonly (string | undefined)[] = ['uq_places_contact_session', ONE_MEMBERSHIP];

/** The mail address of a registration: put right by staff where it was misspelt, or taken away. */
@Injectable()
export class Addressing {
  constructor(
    private readonly turns: DeskTurns,
    private readonly tokens: RegistrationTokens,
  ) {}

  /**
   * Writes the new address, and sends there what waits for the old one or did not arrive at it. Without a new one (`remove`)
   * what waits is held back and listed as not arrived. Whoever read the old one was somebody else: what they stopped is no
   * longer stopped, and where they may have read the link it is replaced, and the new one mailed to the new address. The audit
   * log keeps no address. A repetition changes nothing.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where the registration has ended or was told something at that moment,
   * `invalid` without an address, `duplicate` where the new one has a place in one of the sessions by another registration
   */
  async change(principal: Principal, id: string, { email: typed, remove }: AddressDto): Promise<void> {
    if (!typed && !remove)
      throw new DomainError('invalid', { faults: [{ field: 'email', code: 'isNotEmpty' }] });
    const email = typed && !remove ? asMailbox(typed) : null;
    try {
      await this.turns.act(principal, id, { role: 'reception' }, async (tx, registration, now) => {
        const { status, email: old, organizationId } = registration;
        if (status === 'cancelled' || status === 'declined') throw new DomainError('conflict');
        if (email === old) return null;
        const hasOtherReader = old !== null && (email === null || !isSameMailbox(old, email));
        const contactKey = email && this.tokens.contactKeyOf(email);
        await writeAddress(tx, id, { email, contactKey, hasOtherReader });
        // What stands there for somebody without an address has an empty recipient.
        const messages = email ? await readdress(tx, id, { from: old ?? '', to: email, now }) : 0;
        if (old && !email) await holdBack(tx, id, old);
        // After the messages, as whoever sends one again does.
        if (email) await liftSuppression(tx, { organizationId, recipient: email });
        if (old && hasOtherReader) await forgetUnusedAddress(tx, id, { organizationId, recipient: old });
        const isReplaced = email !== null && (await wasToldElsewhere(tx, id, email));
        if (isReplaced) await replaceLink(tx, this.tokens, { id }, { requestHash: null, now });
        return {
          action: email ? 'registration.address_changed' : 'registration.address_removed',
          before: { hasAddress: old !== null },
          after: { hasAddress: email !== null, messages, ...(isReplaced && { linkRenewed: true }) },
        };
      });
    } catch (error) {
      const constraint = constraintOf(error);
      if (ALREADY_THERE.includes(constraint)) throw new DomainError('duplicate');
      if (constraint === ONE_MESSAGE) throw new DomainError('conflict');
      throw error;
    }
  }
}
