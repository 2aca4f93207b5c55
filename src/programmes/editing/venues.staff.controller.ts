import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { WEEKDAYS } from '../domain/weekdays.js';
import { CLOSURE_LISTS } from './closures-form.js';
import { EditingTowns } from './editing-towns.js';
import { freshForm, type ShownForm, SubmittedForm } from './submitted-form.js';
import { NewVenueDto, VenueChangeDto } from './venue.dto.js';
import { newVenueRequest, venueForm, venueRequest } from './venue-form.js';
import { Venues } from './venues.service.js';

/** 会場: where things are held, when it is closed there, and how to get in. */
@ApiExcludeController()
@Controller('staff/venues')
export class VenuesStaffController {
  constructor(
    private readonly venues: Venues,
    private readonly towns: EditingTowns,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async list(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    const towns = await this.towns.of(principal, 'viewer');
    const venues = await this.venues.list(towns.map(({ id }) => id));
    const editable = principal.organizationsWith('organizer');
    return this.views.page('staff/venues', page, {
      groups: towns.map((town) => ({
        town,
        mayEdit: editable.includes(town.id),
        venues: venues.filter(({ organizationId }) => organizationId === town.id),
      })),
    });
  }

  @Get('new')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async blank(
    @CurrentStaff() principal: Principal,
    @Query('organization') named: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const organization = await this.venues.place(principal, this.towns.chosen(principal, named));
    const values = { ...venueForm({}), organization: organization.slug, key: '' };
    return this.page(page, freshForm(values, CLOSURE_LISTS, true), { organization, isNew: true });
  }

  @Post('new')
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async create(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, CLOSURE_LISTS);
    const named = this.towns.chosen(principal, sent.values.organization);
    const organization = await this.venues.place(principal, named);
    let id = '';
    const again = await sent.saving(async () => {
      id = await this.venues.create(principal, parse(NewVenueDto, newVenueRequest(sent.values)));
    });
    if (!again) throw new SeeOther(withLanguage(`/staff/venues/${id}?saved=1`, page.language));
    reply.status(again.status);
    return this.page(page, again.form, { organization, isNew: true });
  }

  @Get(':id')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { words, ...venue } = await this.venues.edited(principal, id);
    const form = freshForm(venueForm(words), CLOSURE_LISTS);
    return this.page(page, form, { ...venue, isNew: false, saved: saved === '1' });
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id')
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, CLOSURE_LISTS);
    const again = await sent.saving(() =>
      this.venues.change(principal, id, (saved) => {
        const { values, touched } = sent.over(venueForm(saved));
        return parse(VenueChangeDto, venueRequest(values, touched));
      }),
    );
    const { words: _, ...venue } = await this.venues.edited(principal, id);
    if (!again) throw new SeeOther(withLanguage(`/staff/venues/${venue.id}?saved=1`, page.language));
    reply.status(again.status);
    return this.page(page, again.form, { ...venue, isNew: false });
  }

  private page(context: PageContext, form: ShownForm, data: object): string {
    return this.views.page('staff/venue-edit', context, { saved: false, ...data, ...form, WEEKDAYS });
  }
}
