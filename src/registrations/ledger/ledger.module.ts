import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { LooksAtPeople } from '../looks-at-people.js';
import { MessageList } from './message-list.js';
import { MessagesStaffController } from './messages.staff.controller.js';
import { MessagesStaffApiController } from './messages.staff-api.controller.js';
import { Resending } from './resending.service.js';
import { Undelivered } from './undelivered.js';
import { UndeliveredStaffController } from './undelivered.staff.controller.js';

/** お知らせ: what staff see of the ledger, and what they do about what did not arrive. */
@Module({
  imports: [OrganizationsModule, ProgrammesModule],
  controllers: [UndeliveredStaffController, MessagesStaffController, MessagesStaffApiController],
  providers: [LooksAtPeople, MessageList, Resending, Undelivered],
  exports: [LooksAtPeople, MessageList, Undelivered],
})
export class LedgerModule {}
