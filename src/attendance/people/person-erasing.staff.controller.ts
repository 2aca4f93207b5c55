import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
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
import { PersonEraseDto } from './people.dto.js';
import { PersonErasing } from './person-erasing.service.js';
import { PersonPages } from './person-pages.service.js';

/** Erasing somebody: what goes and what stays is said first, and one of their numbers has to be typed. */
@ApiExcludeController()
@Controller('staff/people/:id/erase')
export class PersonErasingStaffController {
  constructor(
    private readonly erasing: PersonErasing,
    private readonly pages: PersonPages,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('organizer')
  @PrivatePage()
  confirm(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, id, { typed: '', digest: true });
  }

  @Post()
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async erase(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    // A box that is not ticked says nothing.
    const { confirm = '', digest = 'false' } = readForm(body).values;
    try {
      const asked = parse(PersonEraseDto, { confirm, digest });
      const placeholder = this.views.translator('ja')('people.erasedName');
      await this.erasing.erase(principal, id, {
        confirm: asked.confirm,
        withDigest: asked.digest,
        placeholder,
      });
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'invalid' && error.code !== 'busy')) throw error;
      const { code, details } = error;
      reply.status(STATUS_OF[code]);
      if (details.retryAfterSeconds !== undefined)
        reply.header('retry-after', String(details.retryAfterSeconds));
      const shown = { typed: confirm, digest: digest !== 'false', isBusy: code === 'busy' };
      return this.page(page, principal, id, { ...shown, fault: details.faults?.[0] });
    }
    throw new SeeOther(withLanguage(`/staff/people/${id}?done=erased`, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    shown: {
      readonly typed: string;
      readonly digest: boolean;
      readonly isBusy?: boolean;
      readonly fault?: Fault | undefined;
    },
  ): Promise<string> {
    const goes = await this.erasing.preview(principal, id);
    const person = await this.pages.one(principal, id);
    return this.views.page(
      'staff/people-erase',
      { ...context, path: `/staff/people/${id}/erase` },
      { fault: null, isBusy: false, ...shown, goes, person },
    );
  }
}
