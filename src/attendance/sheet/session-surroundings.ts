import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { WalkIns } from '../../registrations/desk/walk-ins.service.js';
import { MessageList } from '../../registrations/ledger/message-list.js';
import { RegistrationClosing } from '../../registrations/session-editing/registration-closing.service.js';
import { SessionHistory } from '../../registrations/session-editing/session-history.js';
import type { SessionFacts } from './roster.queries.js';

/** What the page of a session shows beside its sheet, as far as the reader may see it. */
@Injectable()
export class SessionSurroundings {
  constructor(
    private readonly histories: SessionHistory,
    private readonly closing: RegistrationClosing,
    private readonly walkIns: WalkIns,
    private readonly messages: MessageList,
  ) {}

  async of(principal: Principal, session: SessionFacts) {
    return {
      history: await this.histories.of(principal, session.id),
      closing: await this.closing.ofSession(principal, session.id),
      atDoor: await this.walkIns.door(principal, session.id),
      /** Messages about it that did not arrive; null for whoever does not organize it. */
      undelivered: await this.messages.undeliveredOf(principal, session),
    };
  }
}
