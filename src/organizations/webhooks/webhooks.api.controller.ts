import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../access.js';
import { Principal } from '../principal.js';
import { deliveryJson, webhookJson } from './webhook-json.js';
import {
  DeliveryFilter,
  DeliveryPage,
  MadeWebhookJson,
  WebhookJson,
  WebhookRequest,
} from './webhooks.dto.js';
import { Webhooks } from './webhooks.service.js';

/** Webhooks for other systems: they may say themselves what they want to be told. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('owner')
@Controller('api/v1/staff/webhooks')
export class WebhooksApiController {
  constructor(private readonly webhooks: Webhooks) {}

  @Get()
  @ApiOperation({ summary: 'Addresses that are told of what happens' })
  @ApiOkResponse({ type: [WebhookJson] })
  async list(@CurrentStaff() principal: Principal): Promise<{ items: WebhookJson[]; next: null }> {
    return { items: (await this.webhooks.list(principal)).map(webhookJson), next: null };
  }

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Have an address told; the secret is in this answer only' })
  @ApiCreatedResponse({ type: MadeWebhookJson })
  async create(@CurrentStaff() principal: Principal, @Body() body: WebhookRequest): Promise<MadeWebhookJson> {
    const { id, secret } = await this.webhooks.create(principal, body);
    return { ...webhookJson(await this.webhooks.one(principal, id)), secret };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Stop telling an address, and forget what it was told' })
  @ApiNoContentResponse()
  remove(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<void> {
    return this.webhooks.remove(principal, id);
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What it was told and what became of that, newest first' })
  @ApiOkResponse({ type: DeliveryPage })
  async deliveries(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() { cursor }: DeliveryFilter,
  ): Promise<DeliveryPage> {
    const { timeZone } = await this.webhooks.one(principal, id);
    const { items, next } = await this.webhooks.deliveries(principal, id, cursor ?? null);
    return { items: items.map((row) => deliveryJson(row, timeZone)), next };
  }

  @Post(':id/deliveries/:delivery/resend')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send one again, with its old id' })
  async resend(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
  ): Promise<void> {
    await this.webhooks.sendAgain(principal, id, delivery);
  }
}
