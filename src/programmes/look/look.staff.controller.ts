import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { TownLooks } from '../../organizations/pictures/town-looks.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { isColour, nearestLegible, SITE_COLOUR } from '../../shared/accent.js';
import { freshForm, type ShownForm, SubmittedForm } from '../editing/submitted-form.js';
import { LookDto } from './look.dto.js';
import { lookForm, lookRequest } from './look-form.js';
import { Looks, refuseIllegible } from './looks.service.js';

/** 団体の見た目: the colour of its pages, tried out in light and in dark before it is saved, and the reading of its name. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/organizations')
export class LookStaffController {
  constructor(
    private readonly looks: Looks,
    private readonly towns: TownLooks,
    private readonly views: Views,
  ) {}

  @Get(':id/look')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { words } = await this.looks.edited(principal, id);
    return this.page(page, principal, id, freshForm(lookForm(words), {}), { saved: saved === '1' });
  }

  /** Saves, or shows the colour that was typed or picked without saving it, or the form again with what is wrong (422, 409). */
  @Post(':id/look')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { organization } = await this.looks.edited(principal, id);
    const sent = new SubmittedForm(withPicked(body), {});
    const isTried = sent.values.act !== 'save';
    const again = await sent.saving(async () => {
      if (isTried) refuseIllegible(parse(LookDto, { accent: sent.values.accent }).accent);
      else
        await this.looks.change(principal, id, (saved) => {
          const { values, touched } = sent.over(lookForm(saved));
          return parse(LookDto, lookRequest(values, touched));
        });
    });
    if (!again && !isTried)
      throw new SeeOther(
        withLanguage(`/staff/organizations/${organization.slug}/look?saved=1`, page.language),
      );
    reply.status(again?.status ?? 200);
    const { words } = await this.looks.edited(principal, id);
    const shown = again?.form ?? { ...freshForm(lookForm(words), {}), values: sent.values };
    return this.page(page, principal, id, shown, { isTried: isTried && !again });
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    form: ShownForm,
    data: { readonly saved?: boolean; readonly isTried?: boolean },
  ): Promise<string> {
    const { organization, words } = await this.looks.edited(principal, id);
    return this.views.page('staff/look', context, {
      ...{ saved: false, isTried: false, ...data },
      ...form,
      organization,
      town: await this.towns.bySlug(organization.slug),
      accentShown: shownOf(form.values.accent?.toLowerCase() ?? '', words.accent),
    });
  }
}

/** The colour of the samples: of one that is refused, the nearest that can be read; of what is no colour, the saved one. */
function shownOf(typed: string, saved: string | null): string {
  if (typed === '') return SITE_COLOUR;
  return isColour(typed) ? nearestLegible(typed) : (saved ?? SITE_COLOUR);
}

/** A colour that was picked from the browser's palette takes the place of the one that was typed. */
function withPicked(body: unknown): unknown {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return fields.act === 'pick' ? { ...fields, accent: fields.picked } : fields;
}
