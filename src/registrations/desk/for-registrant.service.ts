import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import type { MoveDto, PartyDto } from '../my/change.dto.js';
import { ChangesOfMind } from '../my/changes-of-mind.service.js';
import { type MoveTarget, MoveTargets } from '../my/move-targets.js';
import { Moves } from '../my/moves.service.js';
import { PartyChanges } from '../my/party-changes.service.js';
import type { RegistrationActs } from '../my/registration-acts.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { RegistrationViews } from '../registration-views.js';
import { ActParts } from './act-parts.js';
import type { DeskRegistrationRow } from './desk-registration.queries.js';
import { DeskTurns } from './desk-turns.js';
import { RecordedActs } from './recorded-acts.js';

/** What a registrant can do by their link, done by staff for one who telephones: the same rules, and recorded. */
@Injectable()
export class ForRegistrant {
  constructor(
    private readonly parts: ActParts,
    private readonly tokens: RegistrationTokens,
    private readonly views: RegistrationViews,
    private readonly targets: MoveTargets,
    private readonly turns: DeskTurns,
  ) {}

  /** Comes back to a session that was skipped. @throws DomainError as `ChangesOfMind.return` */
  return(principal: Principal, id: string, sessionId: string): Promise<void> {
    return this.act(principal, id, 'registration.returned', (acts) =>
      new ChangesOfMind(acts, this.views).return({ id }, sessionId),
    );
  }

  /** Other people, or more or fewer. @throws DomainError as `PartyChanges.change` */
  party(principal: Principal, id: string, party: PartyDto): Promise<void> {
    return this.act(principal, id, 'registration.party_changed', (acts) =>
      new PartyChanges(acts, this.views).change({ id }, party),
    );
  }

  /** To another course or session of the programme. @throws DomainError as `Moves.move` */
  move(principal: Principal, id: string, target: MoveDto): Promise<void> {
    return this.act(principal, id, 'registration.moved', (acts) =>
      new Moves(this.parts.db, acts, this.views).move({ id }, target, 'telephone'),
    );
  }

  /** Where it could go now. @throws DomainError `unknown`, `forbidden` */
  async moveTargets(principal: Principal, id: string): Promise<MoveTarget[]> {
    await this.turns.allowed(principal, id, 'reception');
    return this.targets.of({ id }, 'telephone');
  }

  private async act(
    principal: Principal,
    id: string,
    action: string,
    change: (acts: RegistrationActs) => Promise<unknown>,
  ): Promise<void> {
    const registration = await this.turns.allowed(principal, id, 'reception');
    const { db, clock, mail } = this.parts;
    const acts = new RecordedActs(
      (tx, before, after) =>
        this.turns.record(tx, principal, registration, {
          action,
          before: factsOf(before),
          after: factsOf(after),
        }),
      ...([db, clock, this.tokens, mail] as const),
    );
    await change(acts);
  }
}

/** What the audit log keeps of a registration that changed: no name, no address. */
function factsOf({ courseId, sessionId, poolKey, status, people, companions, places }: DeskRegistrationRow) {
  return {
    ...{ course: courseId, session: sessionId, pool: poolKey, status, people },
    companions: companions.length,
    held: places.filter((place) => place.status !== 'released').map((place) => place.sessionId),
  };
}
