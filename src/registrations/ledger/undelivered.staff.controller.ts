import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsInt, IsOptional, IsUUID, isUUID, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { EmptyAsUndefined, NumberField } from '../../platform/http/constraints.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { meaningOf } from './outcome-words.js';
import { Resending } from './resending.service.js';
import { Undelivered } from './undelivered.js';

/** What can be done about all that one person did not get. */
const ACTS = ['resent', 'told'] as const;

const MOST_PAGES = 10_000;

class UndeliveredQuery {
  @EmptyAsUndefined()
  @IsOptional()
  @NumberField()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MOST_PAGES, { context: { max: MOST_PAGES } })
  page?: number;

  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  session?: string;
}

/** What the page says beside whom to tell. */
interface Shown {
  readonly done?: (typeof ACTS)[number] | undefined;
  /** Why nothing was sent again: `faults.<code>`. */
  readonly refusal?: string;
  /** Only what is about this session. */
  readonly session?: string | undefined;
}

/** 届かなかったお知らせ: whom to telephone, at a glance. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff')
export class UndeliveredStaffController {
  constructor(
    private readonly undelivered: Undelivered,
    private readonly resending: Resending,
    private readonly views: Views,
  ) {}

  @Get('messages/undelivered')
  @PrivatePage()
  list(
    @CurrentStaff() principal: Principal,
    @Query() { page: wanted = 1, session }: UndeliveredQuery,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const shown = { done: ACTS.find((act) => act === done), session };
    return this.page(page, principal, wanted, shown);
  }

  /** Sends all of it again, or writes down that it was told by telephone. */
  @Post('registrations/:id/undelivered')
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const session = isUUID(values.session) ? values.session : undefined;
    const act = ACTS.find((one) => one === values.act);
    if (!act) throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
    try {
      if (act === 'told') await this.resending.told(principal, id);
      else await this.resending.allAgain(principal, id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
      reply.status(STATUS_OF.conflict);
      const refusal = error.details.faults?.[0]?.code ?? 'conflict';
      return this.page(page, principal, 1, { refusal, session });
    }
    const back = `/staff/messages/undelivered?done=${act}${session ? `&session=${session}` : ''}`;
    throw new SeeOther(withLanguage(back, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    wanted: number,
    { session, ...shown }: Shown,
  ): Promise<string> {
    return this.views.page(
      'staff/undelivered',
      { ...context, path: '/staff/messages/undelivered' },
      {
        ...{ done: null, refusal: null, session: session ?? null },
        ...shown,
        ...(await this.undelivered.page(principal, wanted, session ?? null)),
        meaningOf,
      },
    );
  }
}
