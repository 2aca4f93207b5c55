import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeQR } from 'qr';
import { AppConfig } from '../../../platform/config/app-config.js';
import { type FormValues, readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { Page } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../../platform/views/views.js';
import { DomainError, type Fault } from '../../../shared/domain-error.js';
import { BeforeSecondFactor, CurrentStaff, Requires, SECOND_FACTOR_PAGE } from '../../access.js';
import { Principal } from '../../principal.js';
import { Account } from '../account.service.js';
import { faultsByField } from '../account-page.js';
import { Protection } from '../protection.service.js';
import { formTokenFor, giveSessionToken } from '../staff-cookie.js';
import { SecondFactors } from './second-factors.js';
import { totpAddress } from './totp.js';

interface Changed {
  /** To be shown this once. */
  readonly codes?: readonly string[] | null;
  /** New token of the session. */
  readonly token?: string;
}

interface Shown {
  readonly codes?: readonly string[];
  readonly faults?: readonly Fault[];
}

/** Setting up the application that shows codes, and codes on paper. */
@ApiExcludeController()
@Requires('viewer')
@BeforeSecondFactor()
@Controller('staff/account/second-factor')
export class SecondFactorStaffController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly protection: Protection,
    private readonly account: Account,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @PrivatePage()
  async show(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    return this.page(principal, page, {});
  }

  @Post()
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    try {
      const { codes, token } = await this.change(principal, values, request.ip);
      if (token) giveSessionToken(reply, this.config, token);
      if (!codes) throw new SeeOther(withLanguage(SECOND_FACTOR_PAGE, page.language));
      reply.status(200);
      const staff = page.staff && token ? { ...page.staff, csrf: formTokenFor(reply, token) } : page.staff;
      return await this.page(principal, { ...page, staff }, { codes });
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid', 'conflict'].includes(error.code)) throw error;
      // A second press on the same button: the page says how things stand.
      if (error.code === 'conflict') throw new SeeOther(withLanguage(SECOND_FACTOR_PAGE, page.language));
      reply.status(STATUS_OF.invalid);
      return this.page(principal, page, { faults: error.details.faults ?? [] });
    }
  }

  private async change(
    principal: Principal,
    { act, code = '', current = '' }: FormValues,
    address: string,
  ): Promise<Changed> {
    const session = principal.ownSession;
    const by = { current, address };
    switch (act) {
      case 'begin':
        await this.factors.begin(session.staffMemberId);
        return {};
      case 'confirm': {
        const done = await this.protection.confirmTotp(session, code, by);
        if (!done) throw new DomainError('invalid', { faults: [{ field: 'code', code: 'wrongCode' }] });
        return done;
      }
      case 'off':
        return { token: await this.protection.removeTotp(session, by) };
      case 'codes':
        return { codes: await this.protection.renewCodes(session, by) };
      default:
        throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
    }
  }

  private async page(principal: Principal, context: PageContext, { codes, faults }: Shown): Promise<string> {
    const session = principal.ownSession;
    const { email, hasPassword } = await this.account.of(session);
    const secret = await this.factors.pendingSecret(session.staffMemberId);
    const address = secret && totpAddress(secret, new URL(this.config.publicUrl).host, email);
    return this.views.page(
      'staff/account-second-factor',
      { ...context, path: SECOND_FACTOR_PAGE },
      {
        codes: codes ?? null,
        values: {},
        faults: faultsByField(faults),
        hasPassword,
        isRequired: session.lacksSecondFactor && !codes,
        factors: await this.factors.of(session.staffMemberId),
        secret,
        address,
        qr: address && picture(address),
      },
    );
  }
}

/** The address as a QR code: a `data:` address of an SVG. */
function picture(address: string): string {
  const svg = encodeQR(address, 'svg', { ecc: 'medium', border: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
