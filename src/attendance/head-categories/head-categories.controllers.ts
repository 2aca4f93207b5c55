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
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import type { FormValues } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { withoutBlanks } from '../../programmes/editing/form-fields.js';
import type { ListShapes } from '../../programmes/editing/row-merging.js';
import {
  filledRows,
  freshForm,
  type ShownForm,
  SubmittedForm,
} from '../../programmes/editing/submitted-form.js';
import type { OwnCategory } from '../domain/head-categories.js';
import { HeadCategoriesDto } from './head-categories.dto.js';
import { HeadCategories } from './head-categories.service.js';

const LISTS = {
  categories: {
    fields: ['key', 'label', 'labelEn', 'retired'],
    identity: ['key', 'label'],
    manners: ['retired'],
  },
} as const satisfies ListShapes;

/** Under what people are counted at the door of an organization's sessions. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/organizations')
export class HeadCategoriesStaffController {
  constructor(
    private readonly categories: HeadCategories,
    private readonly views: Views,
  ) {}

  @Get(':id/head-categories')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') slug: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { categories } = await this.categories.edited(principal, slug);
    return this.page(page, principal, slug, freshForm(formOf(categories), LISTS), saved === '1');
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id/head-categories')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') slug: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, LISTS);
    const again = await sent.saving(() =>
      this.categories.change(principal, slug, (saved) => {
        const { values } = sent.over(formOf(saved));
        return parse(HeadCategoriesDto, { categories: categoriesIn(values) }).categories;
      }),
    );
    if (!again)
      throw new SeeOther(withLanguage(`/staff/organizations/${slug}/head-categories?saved=1`, page.language));
    reply.status(again.status);
    return this.page(page, principal, slug, again.form, false);
  }

  private async page(
    context: PageContext,
    principal: Principal,
    slug: string,
    form: ShownForm,
    saved: boolean,
  ): Promise<string> {
    const { organization } = await this.categories.edited(principal, slug);
    return this.views.page('staff/head-categories', context, { organization, saved, ...form });
  }
}

/** The same for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/organizations')
export class HeadCategoriesApiController {
  constructor(private readonly categories: HeadCategories) {}

  @Get(':id/head-categories')
  @ApiOperation({ summary: 'Categories under which an organization counts people at the door' })
  @ApiOkResponse({ type: HeadCategoriesDto })
  @ApiResponse({ status: 404, description: 'No such organization of yours.' })
  async read(@CurrentStaff() principal: Principal, @Param('id') slug: string): Promise<HeadCategoriesDto> {
    const { categories } = await this.categories.edited(principal, slug);
    return { categories: [...categories] };
  }

  @Put(':id/head-categories')
  @ApiOperation({ summary: 'Make the categories of an organization exactly these' })
  @ApiOkResponse({ type: HeadCategoriesDto })
  @ApiResponse({ status: 404, description: 'No such organization of yours.' })
  @ApiResponse({
    status: 422,
    description: '`invalid`: also where one is missing under which people are counted.',
  })
  async replace(
    @CurrentStaff() principal: Principal,
    @Param('id') slug: string,
    @Body() { categories }: HeadCategoriesDto,
  ): Promise<HeadCategoriesDto> {
    await this.categories.change(principal, slug, () => categories);
    return this.read(principal, slug);
  }
}

function formOf(categories: readonly OwnCategory[]): FormValues {
  return Object.fromEntries(
    categories.flatMap(({ key, label, labelEn = '', retired }, index) => [
      [`categories.${index}.key`, key],
      [`categories.${index}.label`, label],
      [`categories.${index}.labelEn`, labelEn],
      [`categories.${index}.retired`, retired ? '1' : ''],
    ]),
  );
}

function categoriesIn(values: FormValues): object[] {
  return filledRows(values, 'categories', LISTS).map(({ row: { retired, ...row } }) => ({
    ...withoutBlanks(row),
    ...(retired === '1' ? { retired: true } : {}),
  }));
}
