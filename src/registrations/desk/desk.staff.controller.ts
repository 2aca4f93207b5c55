import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { receptionNumberOf } from '../domain/reception-number.js';
import { SearchDto } from './desk.dto.js';
import { Desk, type Found } from './desk.service.js';

/** 受付: one field to look somebody up by, and what waits for staff. What is looked for never stands in an address. */
@ApiExcludeController()
@Controller('staff/desk')
export class DeskStaffController {
  constructor(
    private readonly desk: Desk,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('reception')
  @PrivatePage()
  show(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    return this.page(page, principal, { text: '' });
  }

  /** Shows what was found; a reception number leads to its registration at once. */
  @Post()
  @Requires('reception')
  @HttpCode(200)
  @PrivatePage()
  async search(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const text = readForm(body).values.text ?? '';
    let found: Found;
    try {
      found = await this.desk.search(principal, parse(SearchDto, { text }).text);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      return this.page(page, principal, { text, fault: error.details.faults?.[0] });
    }
    const [first] = found.rows;
    if (first && found.rows.length === 1 && first.code === receptionNumberOf(text))
      throw new SeeOther(withLanguage(`/staff/registrations/${first.id}`, page.language));
    return this.page(page, principal, { text, found });
  }

  private async page(
    context: PageContext,
    principal: Principal,
    shown: {
      readonly text: string;
      readonly found?: Found;
      readonly fault?: Fault;
    },
  ): Promise<string> {
    const waiting = await this.desk.waiting(principal);
    return this.views.page('staff/desk', context, {
      ...{ found: null, fault: null },
      ...shown,
      ...waiting,
    });
  }
}
