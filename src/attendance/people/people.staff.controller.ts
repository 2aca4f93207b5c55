import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { PeopleSearchDto } from './people.dto.js';
import { People, type PeopleFound } from './people.service.js';

/** 利用者: one field to look somebody up by, and who registered last. What is looked for never stands in an address. */
@ApiExcludeController()
@Controller('staff/people')
export class PeopleStaffController {
  constructor(
    private readonly people: People,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('reception')
  @PrivatePage()
  async recent(
    @CurrentStaff() principal: Principal,
    @Query('cursor') cursor: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const found = await this.people.recent(principal, { cursor: textOf(cursor) });
    return this.page(page, { text: '', found, isSearch: false, isFirst: cursor === undefined });
  }

  @Post()
  @Requires('reception')
  @HttpCode(200)
  @PrivatePage()
  async search(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { text = '', cursor } = readForm(body).values;
    try {
      const asked = parse(PeopleSearchDto, { text, cursor });
      const found = await this.people.search(principal, asked.text, asked);
      return this.page(page, { text, found, isSearch: true, isFirst: !asked.cursor });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      return this.page(page, {
        text,
        found: null,
        isSearch: true,
        isFirst: true,
        fault: error.details.faults?.[0],
      });
    }
  }

  private page(
    context: PageContext,
    shown: {
      readonly text: string;
      readonly found: PeopleFound | null;
      readonly isSearch: boolean;
      readonly isFirst: boolean;
      readonly fault?: Fault | undefined;
    },
  ): string {
    return this.views.page('staff/people', { ...context, path: '/staff/people' }, { fault: null, ...shown });
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
