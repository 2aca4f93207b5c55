import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { keyOf } from '../public/register-form.js';
import { RELATIONS } from '../register.dto.js';
import { WalkInDto } from './walk-in.dto.js';
import { WalkIns } from './walk-ins.service.js';

/** People who come without having registered, written down while the day of the session lasts. */
@ApiExcludeController()
@Controller('staff/sessions/:id/walk-ins')
export class WalkInsStaffController {
  constructor(
    private readonly walkIns: WalkIns,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('reception')
  @PrivatePage()
  form(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, id, { values: {}, key: randomUUID() });
  }

  /** Lets them in, and leads back to the sheet on which they are now. */
  @Post()
  @Requires('reception')
  @HttpCode(303)
  @PrivatePage()
  async letIn(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const key = keyOf(body);
    const t = this.views.translator(page.language);
    try {
      await this.walkIns.letIn(principal, id, parse(WalkInDto, values), {
        unnamed: (number) => t('desk.walkIn.unnamed', { number }),
        idempotencyKey: key,
      });
    } catch (error) {
      if (!(error instanceof DomainError) || ['unknown', 'forbidden', 'unavailable'].includes(error.code))
        throw error;
      const { code, details } = error;
      reply.status(STATUS_OF[code]);
      const refusal = code === 'invalid' ? undefined : code;
      return this.page(page, principal, id, { values, key, refusal, faults: details.faults });
    }
    throw new SeeOther(withLanguage(`/staff/sessions/${id}?saved=walkIn#sheet`, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    {
      faults = [],
      ...form
    }: {
      readonly values: FormValues;
      readonly key: string;
      readonly refusal?: string;
      readonly faults?: readonly Fault[];
    },
  ): Promise<string> {
    const session = await this.walkIns.session(principal, id);
    return this.views.page(
      'staff/desk-walk-in',
      { ...context, path: `/staff/sessions/${id}/walk-ins` },
      {
        refusal: undefined,
        ...form,
        session,
        faults: new Map(faults.map((fault) => [fault.field, fault])),
        relations: RELATIONS,
      },
    );
  }
}
