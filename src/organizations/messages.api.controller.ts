import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from './access.js';
import { MessageFilter, MessageList, MessagePage } from './message-list.js';
import { Principal } from './principal.js';

@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/messages')
export class MessagesApiController {
  constructor(private readonly messages: MessageList) {}

  @Get()
  @ApiOperation({ summary: 'Mails to be sent and what became of them, newest first' })
  @ApiOkResponse({ type: MessagePage })
  list(@CurrentStaff() principal: Principal, @Query() filter: MessageFilter): Promise<MessagePage> {
    return this.messages.page(principal, filter);
  }
}
