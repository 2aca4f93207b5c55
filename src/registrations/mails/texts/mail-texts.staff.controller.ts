import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../../organizations/access.js';
import { Principal } from '../../../organizations/principal.js';
import { Page } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { type PageContext, withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { MailTextEditing, type TextAddress, tidied } from './mail-text-editing.service.js';
import { MailTextPages } from './mail-text-pages.js';

/** The frame that shows a mail has the page's own policy: a mail's styles stand in it. */
const EDITOR_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const EDITOR = 'organizations/:slug/mail-texts/:kind/:language/:variant';

/** お知らせの文面: what an organization's mails say. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff')
export class MailTextsStaffController {
  constructor(
    private readonly texts: MailTextEditing,
    private readonly pages: MailTextPages,
  ) {}

  @Get('mail-texts')
  @Header('content-type', 'text/html; charset=utf-8')
  async list(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    return this.pages.list(principal, page);
  }

  /** @param done what was done just before: `saved`, `reset` */
  @Get(EDITOR)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', EDITOR_POLICY)
  async edit(
    @CurrentStaff() principal: Principal,
    @Param() path: Record<string, string>,
    @Query('done') done: unknown,
    @Query('programme') programme: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.pages.editor(principal, addressOf(path), page, {
      done: done === 'saved' || done === 'reset' ? done : null,
      programme: textOf(programme),
    });
  }

  /**
   * Shows what the text makes of a mail (`act=preview`), saves it, or says the usual words again (`act=reset`). The form
   * comes back with nothing lost where something is wrong (422), or where somebody else has saved meanwhile (409).
   */
  @Post(EDITOR)
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', EDITOR_POLICY)
  async act(
    @CurrentStaff() principal: Principal,
    @Param() path: Record<string, string>,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const address = addressOf(path);
    const text = tidied({ subject: textOf(body?.subject), body: textOf(body?.body) });
    const version = textOf(body?.version) || null;
    const act = textOf(body?.act);
    const shown = { text, version, programme: textOf(body?.programme) };
    try {
      if (act === 'preview') {
        await this.texts.check(await this.texts.edited(principal, address), text);
        reply.status(200);
        return await this.pages.editor(principal, address, page, { ...shown, isUnsaved: true });
      }
      if (act === 'reset') await this.texts.reset(principal, address, version);
      else await this.texts.save(principal, address, { ...text, version });
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid', 'conflict'].includes(error.code)) throw error;
      reply.status(STATUS_OF[error.code]);
      return this.pages.editor(principal, address, page, {
        ...shown,
        faults: error.details.faults ?? [],
        isContested: error.code === 'conflict',
      });
    }
    const done = act === 'reset' ? 'reset' : 'saved';
    const programme = shown.programme ? `&programme=${encodeURIComponent(shown.programme)}` : '';
    throw new SeeOther(withLanguage(`${page.path.split('?')[0]}?done=${done}${programme}`, page.language));
  }
}

function addressOf({
  slug = '',
  kind = '',
  language = '',
  variant = '',
}: Record<string, string>): TextAddress {
  return { organization: slug, kind, language, variant };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
