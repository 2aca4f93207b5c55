import { Body, Controller, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { nextPage } from '../../organizations/accounts/next-page.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { conflictSentence } from './conflict-words.js';
import { Conflicts } from './conflicts.service.js';
import { ConflictForm } from './year.dto.js';

/** Accepting a conflict, and opening it again; from any page that shows one, and back to it. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/conflicts')
export class ConflictsStaffController {
  constructor(
    private readonly conflicts: Conflicts,
    private readonly views: Views,
  ) {}

  @Post('accept')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async accept(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    try {
      const form = parse(ConflictForm, values);
      const { reason = null, alike } = form;
      const accepted = await this.conflicts.accept(principal, form, { reason, alike });
      throw back(values.back, accepted > 0 ? 'accepted' : 'changed', page);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      const faults = error.details.faults ?? [];
      if (faults.some(({ field }) => field !== 'reason')) throw error;
      reply.status(STATUS_OF.invalid);
      const { session = '', kind = '', fact = '' } = values;
      const found = await this.conflicts.named(principal, { session, kind, fact });
      if (!found) throw back(values.back, 'changed', page);
      return this.views.page('staff/conflict', page, {
        values,
        back: nextPage(values.back),
        faults: new Map(faults.map((fault) => [fault.field, fault])),
        sentence: conflictSentence(found.conflict, found.rows, {
          t: this.views.translator(page.language),
          language: page.language,
        }),
      });
    }
  }

  @Post('reopen')
  async reopen(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    const { values } = readForm(body);
    const reopened = await this.conflicts.reopen(principal, parse(ConflictForm, values));
    throw back(values.back, reopened > 0 ? 'reopened' : 'changed', page);
  }
}

/** To the page that the form stands on, with what was done in its address. */
function back(asked: string | undefined, done: string, page: PageContext): SeeOther {
  const url = new URL(nextPage(asked), 'http://localhost');
  url.searchParams.set('done', done);
  return new SeeOther(withLanguage(`${url.pathname}${url.search}`, page.language));
}
