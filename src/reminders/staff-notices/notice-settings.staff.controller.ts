import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { STAFF_LANGUAGES } from '../../platform/views/messages.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { NoticeSettings } from './notice-settings.service.js';
import { STAFF_NOTICES, type StaffNotice } from './staff-notices.js';

const PATH = '/staff/notices';
/** Prefix of the hidden field that says that an organization stood on the page: a box that is not ticked is not sent. */
const SHOWN = 'organization.';

/** The page on which staff choose which mails they get. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/notices')
export class NoticeSettingsStaffController {
  constructor(
    private readonly settings: NoticeSettings,
    private readonly views: Views,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Page() page: PageContext,
    @Query('saved') saved: unknown,
  ): Promise<string> {
    const { language, organizations } = await this.settings.of(principal);
    const ticked = organizations.flatMap(({ slug, notices }) =>
      notices.map((kind) => [boxOf(slug, kind), '1']),
    );
    return this.views.page('staff/notices', page, {
      organizations,
      values: { language, ...Object.fromEntries(ticked) },
      kinds: STAFF_NOTICES,
      languages: STAFF_LANGUAGES,
      boxOf,
      saved: saved === '1',
    });
  }

  @Post()
  @HttpCode(303)
  async save(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    const { values } = readForm(body);
    await this.settings.change(principal, { language: values.language ?? '', wanted: wantedIn(values) });
    throw new SeeOther(withLanguage(`${PATH}?saved=1`, page.language));
  }
}

/** Name of the box for one kind of mail of one organization. */
function boxOf(slug: string, kind: string): string {
  return `notice.${slug}.${kind}`;
}

function wantedIn(values: FormValues): Map<string, StaffNotice[]> {
  const slugs = Object.keys(values)
    .filter((field) => field.startsWith(SHOWN))
    .map((field) => field.slice(SHOWN.length));
  return new Map(
    slugs.map((slug) => [slug, STAFF_NOTICES.filter((kind) => values[boxOf(slug, kind)] === '1')]),
  );
}
