import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import type { HungPicture, WallName } from './hung-pictures.queries.js';
import { HungPictures } from './hung-pictures.service.js';
import { PictureWordsDto } from './look.dto.js';
import { pictureForm, pictureMark } from './look-form.js';

/** Where the page of a picture is, by what it hangs on; `:id` is a slug or an id. */
const PAGES: Readonly<Record<WallName, (slug: string) => string>> = {
  organization: (slug) => `/staff/organizations/${slug}/logo`,
  programme: (slug) => `/staff/programmes/${slug}/picture`,
  venue: (slug) => `/staff/venues/${slug}/picture`,
};

interface Shown {
  readonly values: Readonly<Record<string, string>>;
  readonly faults?: ReadonlyMap<string, Fault>;
  readonly saved?: boolean;
  /** True where another picture was hung up since the page was made. */
  readonly hasChanged?: boolean;
}

/** The pages on which a logo or a photograph is uploaded, described and removed: forms that carry a file. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff')
export class PicturesStaffController {
  constructor(
    private readonly hung: HungPictures,
    private readonly views: Views,
  ) {}

  @Get('organizations/:id/logo')
  @Header('content-type', 'text/html; charset=utf-8')
  logo(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ) {
    return this.show('organization', principal, id, saved, page);
  }

  @Post('organizations/:id/logo')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  saveLogo(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.save('organization', principal, id, body, page, reply);
  }

  @Get('programmes/:id/picture')
  @Header('content-type', 'text/html; charset=utf-8')
  programme(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ) {
    return this.show('programme', principal, id, saved, page);
  }

  @Post('programmes/:id/picture')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  saveProgramme(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.save('programme', principal, id, body, page, reply);
  }

  @Get('venues/:id/picture')
  @Header('content-type', 'text/html; charset=utf-8')
  venue(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ) {
    return this.show('venue', principal, id, saved, page);
  }

  @Post('venues/:id/picture')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  saveVenue(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.save('venue', principal, id, body, page, reply);
  }

  private async show(wall: WallName, principal: Principal, id: string, saved: unknown, page: PageContext) {
    const thing = await this.hung.edited(principal, wall, id);
    const { alt = '', altEn = '' } = thing.picture ?? {};
    return this.page(wall, thing, page, { values: { alt, altEn: altEn ?? '' }, saved: saved === '1' });
  }

  /** Saves, or shows the form again with what is wrong (422) or another picture than it was about (409); a chosen file has to be chosen again then: browsers keep none. */
  private async save(
    wall: WallName,
    principal: Principal,
    id: string,
    body: unknown,
    page: PageContext,
    reply: FastifyReply,
  ): Promise<string> {
    const thing = await this.hung.edited(principal, wall, id);
    const { act, values, ...sent } = pictureForm(body);
    try {
      if (act === 'remove') await this.hung.remove(principal, wall, thing.id, sent.seen);
      else await this.hung.change(principal, wall, thing.id, { ...parse(PictureWordsDto, values), ...sent });
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.code === 'invalid' || error.code === 'conflict'))
        throw error;
      reply.status(STATUS_OF[error.code]);
      if (error.code === 'conflict') {
        // With the picture that hangs there now: whoever sends these words again means that one.
        const now = await this.hung.edited(principal, wall, thing.id);
        return this.page(wall, now, page, { values, hasChanged: true });
      }
      const faults = new Map((error.details.faults ?? []).map((fault) => [fault.field, fault]));
      return this.page(wall, thing, page, { values, faults });
    }
    throw new SeeOther(withLanguage(`${PAGES[wall](thing.slug)}?saved=1`, page.language));
  }

  private page(wall: WallName, thing: HungPicture, context: PageContext, shown: Shown): string {
    return this.views.page('staff/picture', context, {
      ...{ saved: false, hasChanged: false, ...shown },
      ...{ wall, thing, seen: pictureMark(thing.picture), action: PAGES[wall](thing.slug) },
    });
  }
}
