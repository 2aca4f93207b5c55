import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExcludeController,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../../organizations/access.js';
import { Principal } from '../../../organizations/principal.js';
import type { FormValues } from '../../../platform/http/edited-form.js';
import { Page } from '../../../platform/http/page-context.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { parse } from '../../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../../platform/views/views.js';
import {
  filledRows,
  freshForm,
  type ShownForm,
  SubmittedForm,
} from '../../../programmes/editing/submitted-form.js';
import type { Cost } from '../../domain/session-costs.js';
import { SessionCostsDto, SessionCostsJson } from './session-cost.dto.js';
import { type CostedSession, SessionCosts } from './session-costs.service.js';

const FIELDS = ['label', 'quantity', 'unitPrice', 'yen'] as const;
const LISTS = { items: { fields: FIELDS, identity: ['label'], blanks: 3 } } as const;

/** What one session cost, on a page of its own. */
@ApiExcludeController()
@Controller('staff/sessions')
export class SessionCostsStaffController {
  constructor(
    private readonly costs: SessionCosts,
    private readonly views: Views,
  ) {}

  @Get(':id/costs')
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const session = await this.costs.of(principal, id);
    const mayEdit = await this.costs.mayEdit(principal, session);
    return this.page(page, freshForm(formOf(session.costs), LISTS), session, {
      mayEdit,
      saved: saved === '1',
    });
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id/costs')
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
    const session = await this.costs.of(principal, id, 'organizer');
    const sent = new SubmittedForm(body, LISTS);
    const again = await sent.saving(() =>
      this.costs.write(principal, id, (saved) => {
        const { values } = sent.over(formOf(saved));
        const items = filledRows(values, 'items', LISTS).map(({ row }) => ({
          ...row,
          ...Object.fromEntries(FIELDS.slice(1).map((field) => [field, amount(row[field] ?? '')])),
        }));
        return parse(SessionCostsDto, { items }).items;
      }),
    );
    if (!again)
      throw new SeeOther(withLanguage(`/staff/sessions/${session.id}/costs?saved=1`, page.language));
    reply.status(again.status);
    return this.page(page, again.form, session, { mayEdit: true, saved: false });
  }

  private page(
    context: PageContext,
    form: ShownForm,
    session: CostedSession,
    data: { readonly mayEdit: boolean; readonly saved: boolean },
  ): string {
    const total = session.costs.reduce((sum, { yen }) => sum + yen, 0);
    return this.views.page('staff/session-costs', context, {
      ...form,
      ...data,
      session,
      total,
      fields: FIELDS,
    });
  }
}

/** Costs of sessions, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff/sessions')
export class SessionCostsApiController {
  constructor(private readonly costs: SessionCosts) {}

  @Get(':id/costs')
  @Requires('viewer')
  @ApiOperation({ summary: 'What a session cost' })
  @ApiOkResponse({ type: SessionCostsJson })
  @ApiResponse({ status: 404, description: 'No such session in your organizations.' })
  async show(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<SessionCostsJson> {
    return json(await this.costs.of(principal, id));
  }

  @Put(':id/costs')
  @Requires('organizer')
  @ApiOperation({ summary: 'Write what a session cost: the whole list' })
  @ApiOkResponse({ type: SessionCostsJson })
  @ApiResponse({ status: 404, description: 'No such session in your organizations.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async write(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() request: SessionCostsDto,
  ): Promise<SessionCostsJson> {
    await this.costs.write(principal, id, () => request.items);
    return json(await this.costs.of(principal, id));
  }
}

function json({ id, costs }: CostedSession): SessionCostsJson {
  return { session: id, items: [...costs], total: costs.reduce((sum, { yen }) => sum + yen, 0) };
}

function formOf(costs: readonly Cost[]): FormValues {
  return Object.fromEntries(
    costs.flatMap((cost, index) =>
      FIELDS.map((field) => [`items.${index}.${field}`, String(cost[field] ?? '')]),
    ),
  );
}

/** Digits as people type them (4,500 or ４５００) are a number; an empty field is none; anything else is to be refused. */
function amount(text: string): number | string | null {
  const digits = text.normalize('NFKC').replaceAll(',', '').trim();
  if (digits === '') return null;
  return /^\d{1,12}$/.test(digits) ? Number(digits) : text;
}
