import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Ip, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';
import { HtmlPage, PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { Public } from '../../platform/http/public-route.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { LANGUAGES } from '../../platform/views/messages.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type DomainErrorCode, type Fault } from '../../shared/domain-error.js';
import { LockScreenViews } from '../mails/texts/lock-screens.js';
import { RegisterDto } from '../register.dto.js';
import { Registrations } from '../registrations.service.js';
import { refusalOfStanding } from './refusal.js';
import { EMPTY_FORM, type FormValues, isForMoreRows, keyOf, requestOf, valuesOf } from './register-form.js';
import { RegisterScreen } from './register-screen.js';
import { isOffered, type RegisterTarget, RegisterTargets } from './register-targets.js';
import { RegisteringThrottle } from './registering-throttle.js';

/** What a registration is for: a course or one session; both where the session is chosen from the course's. */
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
    private readonly screen: RegisterScreen,
    private readonly throttle: RegisteringThrottle,
    private readonly lockScreens: LockScreenViews,
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
    const values = { ...EMPTY_FORM, session: query.session ?? '' };
    return this.page(page, target, { values, key: randomUUID(), refusal, isUntouched: true });
  }

  /** A request that is refused comes back as the same form with what was typed, and with what can be done. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  async register(
    @Body() body: unknown,
    @Page() page: PageContext,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const values = valuesOf(body);
    const target = await this.targets.of(parse(RegisterTargetQuery, values));
    const key = keyOf(body);
    if (isForMoreRows(body))
      return this.page(page, target, {
        values: { ...values, rows: values.rows + 1 },
        key,
        isForMoreRows: true,
      });
    try {
      await this.throttle.admit(address);
      const request = readRequest(values, target, page);
      const { token, ...made } = await this.registrations.register(request, key);
      if (token === null) return this.views.page('public/register-replaced', page, { registration: made });
      throw new SeeOther(withLanguage(`/my/${token}?new=1`, page.language, page.furigana));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      const { code, details } = error;
      reply.status(STATUS_OF[code]);
      if (details.retryAfterSeconds !== undefined)
        reply.header('retry-after', String(details.retryAfterSeconds));
      if (code === 'invalid') return this.page(page, target, { values, key, faults: details.faults });
      // After a conflict the same key can only conflict again: a new one makes it a new request.
      const nextKey = code === 'conflict' ? randomUUID() : key;
      return this.page(page, target, { values, key: nextKey, refusal: code });
    }
  }

  private async page(page: PageContext, target: RegisterTarget, form: FormState): Promise<string> {
    const subject = target.scope === 'session' ? 'session' : 'course';
    // What came back may have another language of mails chosen than that of the page.
    const mailLanguage = LANGUAGES.find((one) => one === form.values.language) ?? page.language;
    return this.views.page(
      'public/register',
      { ...page, path: `/register?${subject}=${target.id}` },
      {
        ...this.screen.of(target, page.language, { faults: [], ...form }),
        screens: await this.lockScreens.of(target, mailLanguage),
        mailLanguage,
      },
    );
  }
}

interface FormState {
  readonly values: FormValues;
  readonly key: string;
  readonly refusal?: DomainErrorCode;
  readonly faults?: readonly Fault[];
  /** True before anyone has typed: what nobody can ask for is then shown without fields. */
  readonly isUntouched?: boolean;
  readonly isForMoreRows?: boolean;
}

/** @throws DomainError `invalid` with the faults of all fields, and with that no session was chosen where one must be */
function readRequest(values: FormValues, target: RegisterTarget, { language }: PageContext): RegisterDto {
  const faults: Fault[] = [];
  if (target.scope === 'slots' && !isOffered(target, values.session))
    faults.push({ field: 'session', code: values.session === '' ? 'isNotEmpty' : 'isIn' });
  try {
    const course = target.scope === 'slots' ? '' : values.course;
    const request = parse(RegisterDto, { ...requestOf(values, language), course });
    if (faults.length === 0) return request;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
    faults.push(...(error.details.faults ?? []));
  }
  throw new DomainError('invalid', { faults });
}
