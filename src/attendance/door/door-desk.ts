import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import type { Language } from '../../platform/views/messages.js';
import { AttendanceService } from '../sheet/attendance.service.js';
import { RosterLooks } from '../sheet/roster-looks.js';
import { Door } from './door.service.js';
import type { DoorAnswerDto } from './door-answer.dto.js';
import { DoorAnswers } from './door-answers.js';
import type { DoorStateDto } from './door-state.dto.js';

/** A door as its screen sees it: how it stands, and acts that are answered with how it stands then. */
@Injectable()
export class DoorDesk {
  constructor(
    private readonly door: Door,
    private readonly attendance: AttendanceService,
    private readonly looks: RosterLooks,
    private readonly answers: DoorAnswers,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` where the session is none that they may record */
  admit(principal: Principal, sessionId: string): Promise<void> {
    return this.door.admit(principal, sessionId);
  }

  /** @throws DomainError `unknown` */
  async state(principal: Principal, sessionId: string, language: Language): Promise<DoorStateDto> {
    const roster = await this.attendance.roster(principal, sessionId);
    await this.looks.record(principal, roster, 'door');
    return this.answers.state(principal, roster, language);
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async act(
    principal: Principal,
    sessionId: string,
    acts: readonly unknown[],
    language: Language,
  ): Promise<DoorAnswerDto> {
    const outcomes = await this.door.act(principal, sessionId, acts);
    return {
      outcomes: this.answers.outcomes(outcomes, language),
      state: await this.state(principal, sessionId, language),
    };
  }
}
