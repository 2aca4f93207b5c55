import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';
import { readForm, type FormValues as TextFields } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import {
  EMPTY_FORM,
  type FormValues,
  isForMoreRows,
  keyOf,
  requestOf,
  valuesOf,
} from '../public/register-form.js';
import { STAFF_CHANNELS, StaffRegisterDto } from './desk.dto.js';
import { Desk } from './desk.service.js';
import { type NewRegistrationTarget, StaffRegistering } from './staff-registering.service.js';

/** What a registration is for: a course or one session. */
class TargetQuery {
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  course?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  session?: string;
}

/** Fields that only the form of staff has, as they are before anyone has typed. */
const STAFF_FIELDS: TextFields = { channel: 'telephone', overrideReason: '', overbook: '', note: '' };

interface Form {
  readonly values: FormValues;
  readonly own: TextFields;
  readonly key: string;
  readonly refusal?: string;
  readonly faults?: readonly Fault[];
  readonly isForMoreRows?: boolean;
}

/** The form by which staff register somebody who telephones or stands before them. */
@ApiExcludeController()
@Controller('staff/registrations/new')
export class RegistrationNewStaffController {
  constructor(
    private readonly registering: StaffRegistering,
    private readonly desk: Desk,
    private readonly views: Views,
  ) {}

  /** Without a course or session, those to choose from. */
  @Get()
  @Requires('reception')
  @PrivatePage()
  async form(
    @CurrentStaff() principal: Principal,
    @Query() query: TargetQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    if (query.course === undefined && query.session === undefined)
      return this.views.page('staff/registration-choose', page, {
        sessions: await this.desk.registrable(principal),
      });
    const target = await this.registering.target(principal, query, page.language);
    const values = { ...EMPTY_FORM, course: query.course ?? '', session: query.session ?? '' };
    return this.page(page, target, { values, own: STAFF_FIELDS, key: randomUUID() });
  }

  @Post()
  @Requires('reception')
  @HttpCode(303)
  @PrivatePage()
  async register(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const values = valuesOf(body);
    const sent = readForm(body).values;
    const own = Object.fromEntries(
      Object.entries(STAFF_FIELDS).map(([field, initial]) => [field, sent[field] ?? initial]),
    );
    const target = await this.registering.target(principal, parse(TargetQuery, values), page.language);
    const key = keyOf(body);
    if (isForMoreRows(body)) {
      reply.status(200);
      const more = { ...values, rows: values.rows + 1 };
      return this.page(page, target, { values: more, own, key, isForMoreRows: true });
    }
    try {
      const request = { ...requestOf(values, page.language), ...own };
      // Of a course of which one chooses a session, that session is registered for.
      const { id } = await this.registering.register(
        principal,
        parse(StaffRegisterDto, target.isOfSessions ? { ...request, course: '' } : request),
        key,
      );
      throw new SeeOther(withLanguage(`/staff/registrations/${id}?done=new`, page.language));
    } catch (error) {
      if (!(error instanceof DomainError) || ['unknown', 'forbidden', 'unavailable'].includes(error.code))
        throw error;
      const { code, details } = error;
      reply.status(STATUS_OF[code]);
      if (code === 'invalid') return this.page(page, target, { values, own, key, faults: details.faults });
      // After a conflict the same key can only conflict again: a new one makes it a new request.
      const nextKey = code === 'conflict' ? randomUUID() : key;
      return this.page(page, target, { values, own, key: nextKey, refusal: code });
    }
  }

  private page(
    context: PageContext,
    { isOrganizer, screen, subject }: NewRegistrationTarget,
    form: Form,
  ): string {
    const { faults = [], own, ...rest } = form;
    const t = this.views.translator(context.language);
    const shown = screen({ ...rest, faults });
    return this.views.page(
      'staff/registration-new',
      { ...context, path: `/staff/registrations/new?${subject}` },
      {
        ...shown,
        // Fields of staff are named by the catalogue of the desk.
        faults: shown.faults.map((fault) =>
          fault.field in STAFF_FIELDS ? { ...fault, label: t(`desk.new.${fault.field}`) } : fault,
        ),
        own,
        isOrganizer,
        channels: STAFF_CHANNELS,
      },
    );
  }
}
