import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { CurrentStaff, Requires } from '../access.js';
import { ORGANIZATIONS_IN_SCOPE } from '../audit/audit.queries.js';
import { Principal } from '../principal.js';
import { WEBHOOK_EVENTS } from './webhook-events.js';
import { DeliveryFilter, WebhookRequest } from './webhooks.dto.js';
import { Webhooks } from './webhooks.service.js';

const DONE = ['paused', 'resumed', 'pinged', 'again'] as const;

/** Webhook: which other systems are told, and what became of it. */
@ApiExcludeController()
@Requires('owner')
@Controller('staff/webhooks')
export class WebhooksStaffController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly views: Views,
    private readonly db: DataSource,
  ) {}

  @Get()
  @PrivatePage()
  list(
    @CurrentStaff() principal: Principal,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.listPage(page, principal, { isRemoved: done === 'removed', values: {}, faults: new Map() });
  }

  /** Makes one and shows its secret, this once; refused, the form comes back with what was typed. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  async create(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const { organization, label, url } = values;
    const events = WEBHOOK_EVENTS.filter((name) => values[`event.${name}`] === '1');
    try {
      const request = parse(WebhookRequest, { organization, label: label?.trim(), url: url?.trim(), events });
      const { id, secret } = await this.webhooks.create(principal, request);
      return await this.onePage(page, principal, id, { secret });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      const faults = new Map((error.details.faults ?? []).map((fault) => [fieldOf(fault), fault]));
      return this.listPage(page, principal, { isRemoved: false, values, faults });
    }
  }

  @Get(':id')
  @PrivatePage()
  show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() { cursor }: DeliveryFilter,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.onePage(page, principal, id, { cursor, done: DONE.find((one) => one === done) });
  }

  @Post(':id')
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { act, delivery = '' } = readForm(body).values;
    const to = (path: string) => new SeeOther(withLanguage(`/staff/webhooks${path}`, page.language));
    switch (act) {
      case 'pause':
        await this.webhooks.pause(principal, id, true);
        throw to(`/${id}?done=paused`);
      case 'resume':
        await this.webhooks.pause(principal, id, false);
        throw to(`/${id}?done=resumed`);
      case 'ping':
        await this.webhooks.ping(principal, id);
        throw to(`/${id}?done=pinged`);
      case 'again':
        await this.webhooks.sendAgain(principal, id, delivery);
        throw to(`/${id}?done=again`);
      case 'remove':
        await this.webhooks.remove(principal, id);
        throw to('?done=removed');
      case 'secret': {
        const secret = await this.webhooks.renewSecret(principal, id);
        reply.status(200);
        return this.onePage(page, principal, id, { secret });
      }
      default:
        throw new DomainError('invalid');
    }
  }

  private async listPage(
    page: PageContext,
    principal: Principal,
    shown: {
      readonly isRemoved: boolean;
      readonly values: Readonly<Record<string, string>>;
      readonly faults: ReadonlyMap<string, Fault>;
    },
  ): Promise<string> {
    const organizations = await this.db.query(ORGANIZATIONS_IN_SCOPE, [principal.organizationsWith('owner')]);
    return this.views.page('staff/webhooks', page, {
      ...shown,
      organizations,
      webhooks: await this.webhooks.list(principal),
      events: WEBHOOK_EVENTS,
    });
  }

  private async onePage(
    page: PageContext,
    principal: Principal,
    id: string,
    shown: {
      readonly secret?: string;
      readonly done?: (typeof DONE)[number] | undefined;
      readonly cursor?: string | undefined;
    },
  ): Promise<string> {
    const webhook = await this.webhooks.one(principal, id);
    const deliveries = await this.webhooks.deliveries(principal, id, shown.cursor ?? null);
    return this.views.page(
      'staff/webhook',
      { ...page, path: `/staff/webhooks/${id}` },
      { ...{ secret: null, done: null, cursor: null }, ...shown, webhook, deliveries },
    );
  }
}

/** The field of the form that a fault of the request stands beside. */
function fieldOf({ field }: Fault): string {
  return field.startsWith('events') ? `event.${WEBHOOK_EVENTS[0]}` : field;
}
