import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import PostalMime, { type Email } from 'postal-mime';
import { Page } from '../platform/http/page-context.js';
import { MailComposers } from '../platform/mail/composers.js';
import { FileMailTransport } from '../platform/mail/file-transport.js';
import { MailTransport } from '../platform/mail/mail-transport.js';
import { MESSAGE_STATES } from '../platform/mail/message.entity.js';
import { type PageContext, Views } from '../platform/views/views.js';
import { DomainError } from '../shared/domain-error.js';
import { CurrentStaff, Requires } from './access.js';
import { MessageFilter, MessageList } from './message-list.js';
import { Principal } from './principal.js';

/** A mail's HTML acts on nothing and asks nobody: it may only use the styles written in it, inside our own page. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

class MessagePath {
  @IsUUID()
  id!: string;
}

@ApiExcludeController()
@Requires('organizer')
@Controller('staff/messages')
export class MessagesStaffController {
  constructor(
    private readonly messages: MessageList,
    private readonly composers: MailComposers,
    private readonly transport: MailTransport,
    private readonly views: Views,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @CurrentStaff() principal: Principal,
    @Query() filter: MessageFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const { items, next } = await this.messages.page(principal, filter);
    const hasFiles = this.transport instanceof FileMailTransport;
    const kinds = this.composers.kinds();
    return this.views.page('staff/messages', page, {
      items,
      next,
      filter,
      hasFiles,
      kinds,
      states: MESSAGE_STATES,
    });
  }

  /** The mail as it was written to a file, where no server sends it. */
  @Get(':id')
  @Header('content-type', 'text/html; charset=utf-8')
  async one(
    @CurrentStaff() principal: Principal,
    @Param() { id }: MessagePath,
    @Page() page: PageContext,
  ): Promise<string> {
    const message = await this.messages.byId(principal, id);
    const { subject, text, from } = await this.fileOf(id);
    return this.views.page('staff/message', page, { message, subject, text, sender: from?.name });
  }

  /** The HTML part alone, for the frame in that page. */
  @Get(':id/html')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', MAIL_POLICY)
  async html(@CurrentStaff() principal: Principal, @Param() { id }: MessagePath): Promise<string> {
    await this.messages.byId(principal, id);
    return (await this.fileOf(id)).html ?? '';
  }

  private async fileOf(id: string): Promise<Email> {
    const content = this.transport instanceof FileMailTransport ? await this.transport.read(id) : null;
    if (!content) throw new DomainError('unknown');
    return PostalMime.parse(content);
  }
}
