import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { freshForm, type ShownForm, SubmittedForm } from '../../programmes/editing/submitted-form.js';
import { DomainError } from '../../shared/domain-error.js';
import { SessionChangeDto } from '../sessions/session-changes.dto.js';
import { type ChangeConsequences, SessionChanges } from '../sessions/session-changes.service.js';
import { SessionEditor } from './session-editor.service.js';
import { SESSION_LISTS, sessionForm, sessionRequest, withFieldFaults } from './session-form.js';
import { differencesOf } from './session-history.js';
import { namesOf } from './session-page.js';
import { sessionWording } from './session-wording.js';

/** One session, changed by organizers; what mails people is asked once more before it happens. */
@ApiExcludeController()
@Controller('staff/sessions/:id')
export class SessionEditorStaffController {
  constructor(
    private readonly editor: SessionEditor,
    private readonly changes: SessionChanges,
    private readonly views: Views,
  ) {}

  @Get('edit')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Query('told') told: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { words, choices } = await this.editor.edited(principal, id);
    const form = freshForm(sessionForm(words, choices), SESSION_LISTS);
    return this.page(page, principal, id, form, { saved: saved === '1', told: told === '1' });
  }

  /**
   * Saves; or shows what a change would tell whom, to be confirmed; or shows the form again with what is wrong (422) or what
   * somebody else has saved meanwhile (409).
   */
  @Post('edit')
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { choices } = await this.editor.edited(principal, id);
    const sent = new SubmittedForm(body, SESSION_LISTS);
    const askFirst = sent.values.confirm !== '1';
    let read: { values: ShownForm['values']; touched: readonly string[] } = {
      values: sent.values,
      touched: [],
    };
    let asked: ChangeConsequences | null = null;
    const again = await sent.saving(() =>
      withFieldFaults(
        () => read,
        async () => {
          asked = await this.changes.change(
            principal,
            id,
            (saved) => {
              read = sent.over(sessionForm(saved, choices));
              return parse(SessionChangeDto, sessionRequest(read.values, read.touched, choices));
            },
            { askFirst },
          );
        },
      ),
    );
    if (again) {
      reply.status(again.status);
      return this.page(page, principal, id, again.form);
    }
    const done = `/staff/sessions/${id}/edit?saved=1${askFirst ? '' : '&told=1'}`;
    if (!asked) throw new SeeOther(withLanguage(done, page.language));
    reply.status(200);
    return this.confirmation(page, principal, id, { asked, body });
  }

  @Get('remove')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async askRemove(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.views.page('staff/session-remove', page, { ...(await this.editor.edited(principal, id)) });
  }

  /** Takes it out, once that is confirmed; 409 with the remedy where it can only be cancelled. */
  @Post('remove')
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async remove(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (readForm(body).values.confirm === '1') {
      try {
        const courseId = await this.editor.remove(principal, id);
        throw new SeeOther(withLanguage(`/staff/courses/${courseId}?saved=1`, page.language));
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
        reply.status(STATUS_OF.conflict);
        return this.askRemove(principal, id, page);
      }
    }
    reply.status(200);
    return this.askRemove(principal, id, page);
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    form: ShownForm,
    { saved = false, told = false }: { readonly saved?: boolean; readonly told?: boolean } = {},
  ): Promise<string> {
    const session = await this.editor.edited(principal, id);
    return this.views.page('staff/session-edit', context, {
      ...session,
      ...form,
      saved,
      told: told ? await this.editor.told(id) : null,
      w: sessionWording(this.views.translator(context.language), context.language),
    });
  }

  private async confirmation(
    context: PageContext,
    principal: Principal,
    id: string,
    { asked, body }: { readonly asked: ChangeConsequences; readonly body: unknown },
  ): Promise<string> {
    const session = await this.editor.edited(principal, id);
    const { values, base } = readForm(body);
    return this.views.page('staff/session-confirm', context, {
      ...session,
      asked,
      names: namesOf(session),
      changes: differencesOf(asked.before, asked.after),
      fields: hiddenFields(values, base),
      w: sessionWording(this.views.translator(context.language), context.language),
    });
  }
}

/** Everything that was sent, to be sent once more; what asks for this page, and its token, is made anew. */
export function hiddenFields(
  values: Readonly<Record<string, string>>,
  base: Readonly<Record<string, string>>,
): [string, string][] {
  const { _csrf, confirm: _confirm, more: _more, ...rest } = values;
  return [
    ...Object.entries(rest),
    ...Object.entries(base).map(([name, value]): [string, string] => [`was.${name}`, value]),
  ];
}
