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
import { NoteDto } from '../../registrations/desk/desk.dto.js';
import { keyOf } from '../../registrations/public/register-form.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { PersonExports } from './person-export.service.js';
import { PersonPages } from './person-pages.service.js';

const DONE = ['note', 'merged', 'erased'] as const;

/** One person: what they registered for and when they came, notes about them, and their data in a file. */
@ApiExcludeController()
@Controller('staff/people/:id')
export class PersonStaffController {
  constructor(
    private readonly pages: PersonPages,
    private readonly exports: PersonExports,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('reception')
  @PrivatePage()
  show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, id, { done: DONE.find((act) => act === done) ?? null });
  }

  /** Adds a note; refused, it comes back with what was typed. */
  @Post()
  @Requires('reception')
  @HttpCode(303)
  @PrivatePage()
  async note(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    try {
      await this.pages.note(principal, id, parse(NoteDto, values).text, keyOf(values));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      return this.page(page, principal, id, { values, faults: error.details.faults });
    }
    throw new SeeOther(withLanguage(`/staff/people/${id}?done=note#notes`, page.language));
  }

  /** Everything that is kept of them, to be handed over. */
  @Get('export.json')
  @Requires('organizer')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'private, no-store')
  @Header('referrer-policy', 'no-referrer')
  @Header('content-disposition', 'attachment; filename="person.json"')
  async file(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<string> {
    return `${JSON.stringify(await this.exports.of(principal, id, 'json'), null, 2)}\n`;
  }

  /** The same, to be read and printed. */
  @Get('export')
  @Requires('organizer')
  @PrivatePage()
  async print(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    const data = await this.exports.of(principal, id, 'page');
    return this.views.page('staff/people-export', page, { id, data });
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    {
      faults = [],
      ...shown
    }: {
      readonly done?: string | null;
      readonly values?: FormValues;
      readonly faults?: readonly Fault[] | undefined;
    },
  ): Promise<string> {
    const person = await this.pages.one(principal, id);
    return this.views.page(
      'staff/people-one',
      { ...context, path: `/staff/people/${id}` },
      { done: null, values: {}, ...shown, fault: faults[0] ?? null, person, key: newId() },
    );
  }
}
