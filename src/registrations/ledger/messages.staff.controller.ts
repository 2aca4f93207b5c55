import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import PostalMime, { type Email } from 'postal-mime';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { holdsKey } from '../../organizations/accounts/account-mail-kinds.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { MailComposers } from '../../platform/mail/composers.js';
import { FileMailTransport } from '../../platform/mail/file-transport.js';
import { MailTransport } from '../../platform/mail/mail-transport.js';
import { MESSAGE_STATES } from '../../platform/mail/message.entity.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { MessageFilter } from './message.dto.js';
import { MessageList } from './message-list.js';
import { meaningOf } from './outcome-words.js';
import { Resending } from './resending.service.js';
import { Undelivered } from './undelivered.js';

/** A mail's HTML acts on nothing and asks nobody: it may only use the styles written in it, inside our own page. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

class MessagePath {
  @IsUUID()
  id!: string;
}

/** What the page of a message says beside it. */
interface Shown {
  readonly isDone?: boolean;
  /** Why it was not sent again: `faults.<code>`. */
  readonly refusal?: string;
}

/** お知らせ: the ledger, and each message with what became of it. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/messages')
export class MessagesStaffController {
  constructor(
    private readonly messages: MessageList,
    private readonly resending: Resending,
    private readonly undelivered: Undelivered,
    private readonly composers: MailComposers,
    private readonly transport: MailTransport,
    private readonly views: Views,
  ) {}

  @Get()
  @PrivatePage()
  async list(
    @CurrentStaff() principal: Principal,
    @Query() filter: MessageFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const [{ items, next }, programmes, limitedTo, waiting] = await Promise.all([
      this.messages.page(principal, filter),
      this.messages.programmes(principal),
      this.messages.limitedTo(principal, filter),
      this.undelivered.overdue(principal),
    ]);
    return this.views.page('staff/messages', page, {
      items,
      next,
      filter,
      programmes,
      limitedTo,
      waiting,
      hasFiles: this.transport instanceof FileMailTransport,
      kinds: this.composers.kinds(),
      states: MESSAGE_STATES,
      meaningOf,
    });
  }

  /** What became of a mail; and how it read, where mails become files and it was written. */
  @Get(':id')
  @PrivatePage()
  async one(
    @CurrentStaff() principal: Principal,
    @Param() { id }: MessagePath,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, id, { isDone: done === 'resent' });
  }

  /** Sends it again, and goes back to where that was asked for. */
  @Post(':id/resend')
  @HttpCode(303)
  @PrivatePage()
  async resend(
    @CurrentStaff() principal: Principal,
    @Param() { id }: MessagePath,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      await this.resending.again(principal, id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
      reply.status(STATUS_OF.conflict);
      return this.page(page, principal, id, { refusal: error.details.faults?.[0]?.code ?? 'conflict' });
    }
    const { about } = await this.messages.byId(principal, id);
    const backTo =
      readForm(body).values.back === 'registration' && about
        ? `/staff/registrations/${about.registration}?done=resent`
        : `/staff/messages/${id}?done=resent`;
    throw new SeeOther(withLanguage(backTo, page.language));
  }

  /** The HTML part alone, for the frame in that page. */
  @Get(':id/html')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', MAIL_POLICY)
  async html(@CurrentStaff() principal: Principal, @Param() { id }: MessagePath): Promise<string> {
    const { kind } = await this.messages.byId(principal, id);
    const mail = await this.fileOf(id, kind);
    if (!mail) throw new DomainError('unknown');
    return mail.html ?? '';
  }

  private async page(context: PageContext, principal: Principal, id: string, shown: Shown): Promise<string> {
    const message = await this.messages.opened(principal, id);
    const mail = await this.fileOf(id, message.kind);
    return this.views.page(
      'staff/message',
      { ...context, path: `/staff/messages/${id}` },
      {
        ...{ isDone: false, refusal: null },
        ...shown,
        message,
        meaning: meaningOf(message),
        letter: mail && {
          subject: mail.subject,
          text: mail.text,
          sender: mail.from?.name,
          entries: entriesOf(mail),
        },
      },
    );
  }

  /** The mail as it was written to a file; null where a server sends it, where it was not written yet, and for links that are a key. */
  private async fileOf(id: string, kind: string): Promise<Email | null> {
    if (holdsKey(kind)) return null;
    const content = this.transport instanceof FileMailTransport ? await this.transport.read(id) : null;
    return content ? PostalMime.parse(content) : null;
  }
}

/** The file of calendar entries that went along; null: none. */
function entriesOf({ attachments }: Email): { readonly fileName: string; readonly count: number } | null {
  const file = attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  if (!file) return null;
  const content = typeof file.content === 'string' ? file.content : new TextDecoder().decode(file.content);
  return { fileName: file.filename ?? '', count: content.split('\nBEGIN:VEVENT').length - 1 };
}
