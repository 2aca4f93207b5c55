import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { parse } from '../../platform/http/validation.js';
import type { PageContext } from '../../platform/views/views.js';
import type { DomainError } from '../../shared/domain-error.js';
import {
  EMPTY_FORM,
  type FormValues,
  isForMoreRows,
  keyOf,
  requestOf,
  valuesOf,
} from '../public/register-form.js';
import { attempt } from './attempt.js';
import { TransferDto } from './change.dto.js';
import { MyPages } from './my-pages.js';
import { TransferScreen } from './transfer-screen.js';
import { Transfers } from './transfers.service.js';

/** Handing the rest over to another person. */
@Public()
@ApiExcludeController()
@Controller('my/:token/transfer')
export class MyTransferPublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly transfers: Transfers,
    private readonly screen: TransferScreen,
  ) {}

  @Get()
  @PrivatePage()
  async ask(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.form(token, page, { values: EMPTY_FORM, key: randomUUID() });
  }

  /** Answers with the receiver's link, once, where nobody else would be told it. What was refused comes back as typed. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  async transfer(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const [values, key] = [valuesOf(body), keyOf(body)];
    if (isForMoreRows(body))
      return this.form(token, page, {
        values: { ...values, rows: values.rows + 1 },
        key,
        isForMoreRows: true,
      });
    return attempt(
      reply,
      async () => {
        const request = parse(TransferDto, requestOf(values, page.language));
        const { manageUrl, isReplaced } = await this.transfers.transfer(token, request, key);
        const seen = { ...page, path: `/my/${token}` };
        return this.pages.about(token, 'transferred', seen, { manageUrl, isReplaced });
      },
      (refusal) => this.form(token, page, { values, key, refusal }),
    );
  }

  private async form(
    token: string,
    page: PageContext,
    form: {
      readonly values: FormValues;
      readonly key: string;
      readonly refusal?: DomainError;
      readonly isForMoreRows?: boolean;
    },
  ): Promise<string> {
    const { refusal, ...rest } = form;
    const screen = await this.screen.of(token, page.language, {
      ...{ values: form.values, isForMoreRows: form.isForMoreRows ?? false },
      faults: refusal?.details.faults ?? [],
    });
    return this.pages.about(token, 'transfer', page, {
      ...{ ...screen, ...rest },
      refusal: refusal && refusal.code !== 'invalid' ? { act: 'transfer', code: refusal.code } : null,
    });
  }
}
