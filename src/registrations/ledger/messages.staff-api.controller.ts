import { Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { MessageFilter, MessageItem, MessagePage } from './message.dto.js';
import { MessageList } from './message-list.js';
import { Resending } from './resending.service.js';

@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff')
export class MessagesStaffApiController {
  constructor(
    private readonly messages: MessageList,
    private readonly resending: Resending,
  ) {}

  @Get('messages')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Mails to be sent and what became of them, newest first' })
  @ApiOkResponse({ type: MessagePage })
  list(@CurrentStaff() principal: Principal, @Query() filter: MessageFilter): Promise<MessagePage> {
    return this.messages.page(principal, filter);
  }

  @Post('messages/:id/resend')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Send a mail again, with the same Message-ID, to the address that its registration has now',
    description:
      'Also where that address was given up. Whether it is still true is decided when it is delivered.',
  })
  @ApiOkResponse({ type: MessageItem })
  @ApiResponse({ status: 404, description: 'No such message in your organizations.' })
  @ApiResponse({
    status: 409,
    description: '`conflict`: on its way already, no longer needed, not wanted, or without an address.',
  })
  async resend(
    @CurrentStaff() principal: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<MessageItem> {
    await this.resending.again(principal, id);
    return this.messages.opened(principal, id);
  }

  @Post('registrations/:id/told')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say that somebody was told by telephone what did not arrive; once is enough' })
  @ApiNoContentResponse()
  @ApiResponse({ status: 404, description: 'No such registration in your organizations.' })
  told(@CurrentStaff() principal: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.resending.told(principal, id);
  }
}
