import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { CompletionViews } from './completion-views.js';
import { eraDate } from './era-date.js';

/** Whose name stands on a certificate: as given for the roll, else the nickname; the nickname; or a line to write it on by hand. */
const NAMES = ['name', 'nickname', 'blank'] as const;

class NameQuery {
  @IsIn(NAMES)
  name: (typeof NAMES)[number] = 'name';
}

/** 修了証 on paper, A4, one page each. */
@ApiExcludeController()
@Controller('staff')
export class CertificatesStaffController {
  constructor(
    private readonly completionViews: CompletionViews,
    private readonly views: Views,
  ) {}

  @Get('completions/:id/certificate')
  @Requires('reception')
  @PrivatePage()
  one(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() query: NameQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, { id }, query);
  }

  @Get('courses/:id/certificates')
  @Requires('reception')
  @PrivatePage()
  all(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Query() query: NameQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, { courseId }, query);
  }

  private async page(
    context: PageContext,
    principal: Principal,
    of: { readonly courseId: string } | { readonly id: string },
    { name }: NameQuery,
  ): Promise<string> {
    const { course, rows, planned } = await this.completionViews.certificates(principal, of);
    const days = planned.flatMap(({ startsOn }) => startsOn ?? []);
    return this.views.page('print/certificate', context, {
      ...{ course, rows, names: NAMES, chosen: name, eraDate },
      first: days[0] ?? null,
      last: days.at(-1) ?? null,
    });
  }
}
