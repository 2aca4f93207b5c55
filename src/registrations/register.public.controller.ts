import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { EmptyAsUndefined } from '../platform/http/constraints.js';
import { HtmlPage, PrivatePage } from '../platform/http/html-page.js';
import { Page } from '../platform/http/page-context.js';
import { STATUS_OF } from '../platform/http/problem.js';
import { Public } from '../platform/http/public-route.js';
import { SeeOther } from '../platform/http/see-other.js';
import { parse } from '../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../platform/views/views.js';
import { DomainError } from '../shared/domain-error.js';
import { refusalOfStanding } from './public/refusal.js';
import { EMPTY_FORM, type FormValues, keyOf, valuesOf } from './public/register-form.js';
import { type RegisterTarget, RegisterTargets } from './public/register-targets.js';
import { MAX_PEOPLE, RELATIONS, RegisterDto } from './register.dto.js';
import { Registrations } from './registrations.service.js';

/** What a registration is for: a course or one session. */
class RegisterTargetQuery {
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  course?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  session?: string;
}

/** The form by which one registers: one screen, a nickname is enough. */
@Public()
@ApiExcludeController()
@Controller('register')
export class RegisterPublicController {
  constructor(
    private readonly registrations: Registrations,
    private readonly targets: RegisterTargets,
    private readonly views: Views,
  ) {}

  @Get()
  @HtmlPage('private, no-cache')
  async form(
    @Query() query: RegisterTargetQuery,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const target = await this.targets.of(query);
    const refusal = refusalOfStanding(target.standing);
    if (refusal) reply.status(STATUS_OF[refusal]);
    return this.page(page, target, { values: EMPTY_FORM, key: randomUUID(), refusal });
  }

  /** A request that is refused comes back as the same form with what was typed, and with what can be done. */
  @Post()
  @PrivatePage()
  async register(
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const values = valuesOf(body);
    const target = await this.targets.of(parse(RegisterTargetQuery, values));
    const key = keyOf(body);
    try {
      const request = parse(RegisterDto, { ...values, language: page.language });
      const { token } = await this.registrations.register(request, key);
      throw new SeeOther(withLanguage(`/my/${token}?new=1`, page.language));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      reply.status(STATUS_OF[error.code]);
      if (error.code === 'invalid')
        return this.page(page, target, { values, key, faults: error.details.faults });
      // After a conflict the same key can only conflict again: a new one makes it a new request.
      const nextKey = error.code === 'conflict' ? randomUUID() : key;
      return this.page(page, target, { values, key: nextKey, refusal: error.code });
    }
  }

  private page(
    page: PageContext,
    target: RegisterTarget,
    form: {
      readonly values: FormValues;
      readonly key: string;
      readonly refusal?: string;
      readonly faults?: DomainError['details']['faults'];
    },
  ): string {
    const path = `/register?${target.scope}=${target.id}`;
    return this.views.page(
      'public/register',
      { ...page, path },
      { target, relations: RELATIONS, maxPeople: MAX_PEOPLE, faults: [], refusal: undefined, ...form },
    );
  }
}
