import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations.module.js';
import { WebhookSending } from './webhook-sending.js';
import { WebhooksApiController } from './webhooks.api.controller.js';
import { Webhooks } from './webhooks.service.js';
import { WebhooksStaffController } from './webhooks.staff.controller.js';

/** Other systems that are told of what happens. */
@Module({
  imports: [OrganizationsModule],
  controllers: [WebhooksStaffController, WebhooksApiController],
  providers: [Webhooks, WebhookSending],
})
export class WebhooksModule {}
