import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { MessageList } from '../ledger/message-list.js';
import { meaningOf } from '../ledger/outcome-words.js';
import { keyOf } from '../public/register-form.js';
import { DESK_ACTS } from './desk-registration.js';
import { DeskRegistrations } from './desk-registrations.service.js';
import { ForRegistrant } from './for-registrant.service.js';
import { NotesAndLinks } from './notes-and-links.service.js';
import { actIn, RegistrationActing } from './registration-acting.js';

/** What the page shows beside the registration. */
interface Shown {
  /** The act that has just been done, or was refused. */
  readonly done?: string;
  readonly refused?: { readonly act: string; readonly code: string };
  readonly values?: FormValues;
  readonly faults?: readonly Fault[];
  readonly sensitiveAnswers?: readonly { readonly text: string; readonly answer: string }[];
}

/** One registration, and everything that staff do to it; each act says beforehand what it changes. */
@ApiExcludeController()
@Controller('staff/registrations/:id')
export class RegistrationStaffController {
  constructor(
    private readonly registrations: DeskRegistrations,
    private readonly acting: RegistrationActing,
    private readonly links: NotesAndLinks,
    private readonly registrant: ForRegistrant,
    private readonly messages: MessageList,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('reception')
  @PrivatePage()
  show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const known = [...DESK_ACTS, 'new', 'merged', 'resent'].find((act) => act === done);
    return this.page(page, principal, id, { done: known });
  }

  /** Number and nickname on a slip of paper (A6), for somebody who takes nothing else home. */
  @Get('slip')
  @Requires('reception')
  @PrivatePage()
  async slip(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.views.page('print/registration-slip', page, {
      registration: await this.registrations.one(principal, id),
      manageUrl: null,
    });
  }

  /** Does one act; refused, it comes back with what was typed (422) or with what is in the way (409). */
  @Post()
  @Requires('reception')
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const act = actIn(values);
    try {
      if (act === 'sensitive') {
        const sensitiveAnswers = await this.registrations.sensitiveAnswers(principal, id);
        reply.status(200);
        return await this.page(page, principal, id, { sensitiveAnswers });
      }
      if (act === 'link') {
        const manageUrl = await this.links.renewLink(principal, id);
        // Mailed: there is nothing to print.
        if (manageUrl === null) throw new SeeOther(doneAt(id, act, page));
        reply.status(200);
        const registration = await this.registrations.one(principal, id);
        return this.views.page('print/registration-slip', page, { registration, manageUrl });
      }
      await this.acting.perform(principal, id, act, values);
    } catch (error) {
      if (!(error instanceof DomainError) || ['unknown', 'forbidden'].includes(error.code)) throw error;
      const { code, details } = error;
      reply.status(STATUS_OF[code]);
      if (details.retryAfterSeconds !== undefined)
        reply.header('retry-after', String(details.retryAfterSeconds));
      return this.page(page, principal, id, {
        refused: { act, code },
        values,
        faults: details.faults,
      });
    }
    throw new SeeOther(doneAt(id, act, page));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    { faults = [], ...shown }: Shown,
  ): Promise<string> {
    const registration = await this.registrations.one(principal, id);
    return this.views.page(
      'staff/registration',
      { ...context, path: `/staff/registrations/${id}` },
      {
        ...{ done: null, refused: null, values: {}, sensitiveAnswers: null },
        ...shown,
        faults: new Map(faults.map((fault) => [fault.field, fault])),
        registration,
        messages: await this.messages.ofRegistration(id),
        meaningOf,
        noteKey: keyOf(shown.values),
        moveTargets: registration.acts.has('move') ? await this.registrant.moveTargets(principal, id) : [],
      },
    );
  }
}

/** The page of the registration, which says that the act is done. */
function doneAt(id: string, act: string, { language }: PageContext): string {
  return withLanguage(`/staff/registrations/${id}?done=${act}`, language);
}
