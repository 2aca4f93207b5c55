import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../organizations/access.js';
import { Principal } from '../organizations/principal.js';
import { Page } from '../platform/http/page-context.js';
import { SeeOther } from '../platform/http/see-other.js';
import { parse } from '../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../platform/views/views.js';
import { OptionalText } from '../programmes/editing/editing-constraints.js';
import { freshForm, type ShownForm, SubmittedForm } from '../programmes/editing/submitted-form.js';
import { PrivacyNotes } from './privacy-note.service.js';

class PrivacyNoteDto {
  @OptionalText('What the organization adds to its page on privacy')
  privacyNote?: string | null;
}

/** Where an owner writes what the page on privacy says beside what it says by itself. */
@ApiExcludeController()
@Requires('owner')
@Controller('staff/organizations')
export class PrivacyStaffController {
  constructor(
    private readonly notes: PrivacyNotes,
    private readonly views: Views,
  ) {}

  @Get(':id/privacy')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { privacyNote } = await this.notes.edited(principal, id);
    return this.page(page, principal, id, freshForm(formOf(privacyNote), {}), saved === '1');
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id/privacy')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { organization } = await this.notes.edited(principal, id);
    const sent = new SubmittedForm(body, {});
    const again = await sent.saving(() =>
      this.notes.change(principal, id, (saved) => {
        const { values } = sent.over(formOf(saved));
        return parse(PrivacyNoteDto, { privacyNote: values.privacyNote }).privacyNote ?? null;
      }),
    );
    if (!again)
      throw new SeeOther(
        withLanguage(`/staff/organizations/${organization.slug}/privacy?saved=1`, page.language),
      );
    reply.status(again.status);
    return this.page(page, principal, id, again.form, false);
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    form: ShownForm,
    saved: boolean,
  ): Promise<string> {
    const { organization } = await this.notes.edited(principal, id);
    return this.views.page('staff/privacy-note', context, { organization, saved, ...form });
  }
}

function formOf(privacyNote: string | null) {
  return { privacyNote: privacyNote ?? '' };
}
