import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { RollEntryDto, RollQuery } from './completion.dto.js';
import { CompletionViews, NOT_KNOWN, type RollView } from './completion-views.js';
import { Roll } from './roll.service.js';
import { rollCsv } from './roll-csv.js';

/** Fields of the form of one entry. */
const FIELDS = ['name', 'municipality', 'rollNumber', 'enrolledOn', 'endedOn'] as const;

/** 登録名簿 of a programme: on the screen, on paper and as a file; and one entry of it. */
@ApiExcludeController()
@Controller('staff')
export class RollStaffController {
  constructor(
    private readonly completionViews: CompletionViews,
    private readonly roll: Roll,
    private readonly views: Views,
  ) {}

  @Get('programmes/:id/roll')
  @Requires('viewer')
  @PrivatePage()
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() query: RollQuery,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const view = await this.completionViews.roll(principal, id, query);
    return this.page('staff/completion-roll', page, view, { done: done === 'changed' });
  }

  @Get('programmes/:id/roll/print')
  @Requires('reception')
  @PrivatePage()
  async print(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() query: RollQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page('print/roll', page, await this.completionViews.roll(principal, id, query, 'print'));
  }

  @Get('programmes/:id/roll/csv')
  @Requires('reception')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('cache-control', 'private, no-store')
  async csv(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() query: RollQuery,
    @Page() { language }: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = await this.completionViews.roll(principal, id, query, 'csv');
    reply.header(
      'content-disposition',
      `attachment; filename="roll-${view.programme.slug}-${view.asOf}.csv"`,
    );
    return rollCsv(view.entries ?? [], this.views.translator(language));
  }

  @Get('completions/:id/roll')
  @Requires('organizer')
  @PrivatePage()
  entry(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.entryPage(page, principal, id);
  }

  /** Saves the entry, or shows it again with what is wrong (422). */
  @Post('completions/:id/roll')
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async change(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { programme } = await this.completionViews.entry(principal, id);
    const sent = readForm(body).values;
    const values = Object.fromEntries(FIELDS.map((field) => [field, sent[field] ?? '']));
    try {
      await this.roll.change(principal, id, parse(RollEntryDto, values));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      return this.entryPage(page, principal, id, { values, faults: error.details.faults ?? [] });
    }
    throw new SeeOther(withLanguage(`/staff/programmes/${programme.slug}/roll?done=changed`, page.language));
  }

  private async entryPage(
    context: PageContext,
    principal: Principal,
    id: string,
    typed?: { readonly values: FormValues; readonly faults: readonly Fault[] },
  ): Promise<string> {
    const { row, ...rest } = await this.completionViews.entry(principal, id);
    const saved = Object.fromEntries(FIELDS.map((field) => [field, row[field] ?? '']));
    return this.views.page(
      'staff/completion-entry',
      { ...context, path: `/staff/completions/${id}/roll` },
      {
        ...{ row, ...rest },
        // Who is not on it yet is offered what they would get.
        values: typed?.values ?? {
          ...saved,
          ...(row.enrolledOn === null && {
            rollNumber: row.rollNumber ?? rest.suggested,
            enrolledOn: rest.today,
          }),
        },
        faults: new Map((typed?.faults ?? []).map((fault) => [fault.field, fault])),
      },
    );
  }

  private page(
    name: string,
    context: PageContext,
    view: RollView,
    more: Readonly<Record<string, unknown>> = {},
  ): string {
    const { programme, asOf, municipality } = view;
    const query = new URLSearchParams({ asOf, ...(municipality !== null && { municipality }) }).toString();
    return this.views.page(name, context, {
      ...view,
      ...more,
      query,
      notKnown: NOT_KNOWN,
      slug: programme.slug,
    });
  }
}
