import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import type { Language } from '../../platform/views/messages.js';
import { Course } from '../../programmes/course.entity.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { RegisterScreen } from '../public/register-screen.js';
import { RegisterTargets } from '../public/register-targets.js';
import type { Registered } from '../registration-view.js';
import { Registrations } from '../registrations.service.js';
import type { StaffRegisterDto } from './desk.dto.js';

type Screen = RegisterScreen['of'];

/** What staff register somebody for, and what its form shows. */
export interface NewRegistrationTarget {
  /** `course=<id>` or `session=<id>` */
  readonly subject: string;
  /** True for a course of which one chooses a session. */
  readonly isOfSessions: boolean;
  /** True for those who may except from rules and overbook. */
  readonly isOrganizer: boolean;
  readonly screen: (form: Parameters<Screen>[2] & { readonly key: string }) => ReturnType<Screen>;
}

/** 代理の申込: staff register somebody who telephoned, wrote or came to the desk. */
@Injectable()
export class StaffRegistering {
  constructor(
    private readonly db: DataSource,
    private readonly registrations: Registrations,
    private readonly access: ProgrammeAccess,
    private readonly targets: RegisterTargets,
    private readonly screens: RegisterScreen,
  ) {}

  /** @throws DomainError `unknown`, `forbidden`; `invalid` where neither a course nor a session is named */
  async target(
    principal: Principal,
    named: { readonly course?: string; readonly session?: string },
    language: Language,
  ): Promise<NewRegistrationTarget> {
    const target = await this.targets.of(named);
    const course = await this.db.manager.findOneByOrFail(Course, { id: target.course.id });
    await this.access.require(principal, 'reception', course);
    return {
      subject: `${target.scope === 'session' ? 'session' : 'course'}=${target.id}`,
      isOfSessions: target.scope === 'slots',
      isOrganizer: await this.access.may(principal, 'organizer', course),
      screen: (form) => this.screens.of(target, language, form),
    };
  }

  /**
   * @throws DomainError as `Registrations.register`; `forbidden` where they except from rules or overbook and are no
   * organizer; `invalid` where they overbook without a reason
   */
  async register(
    principal: Principal,
    request: StaffRegisterDto,
    idempotencyKey?: string,
  ): Promise<Registered> {
    const { channel, overrideReason = null, overbook, note = null } = request;
    if (overbook && overrideReason === null)
      throw new DomainError('invalid', { faults: [{ field: 'overrideReason', code: 'isNotEmpty' }] });
    const role = overrideReason === null ? 'reception' : 'organizer';
    return this.registrations.register(request, idempotencyKey, {
      admit: (programme) => this.access.require(principal, role, programme),
      actor: principal.actor,
      channel,
      overrideReason,
      overbooks: overbook,
      note,
    });
  }
}
