import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { EditingTowns } from '../../programmes/editing/editing-towns.js';
import { freshForm, type ShownForm, SubmittedForm } from '../../programmes/editing/submitted-form.js';
import { tableWords } from '../breakdowns/label-words.js';
import { sumWarnings, TALLY_KINDS, TALLY_QUALIFIERS } from '../domain/tally.js';
import { Tallies } from './tallies.service.js';
import { TallyPageQuery } from './tally.dto.js';
import type { TallyRow } from './tally.queries.js';
import { TallyChoices } from './tally-choices.js';
import { inRowsAsync, nextYearForm, readTally, TALLY_LISTS, tallyForm } from './tally-form.js';
import { tallySeries } from './tally-tables.js';

/** 件数の記録: figures that no session gives, typed in as small tables. */
@ApiExcludeController()
@Controller('staff/tallies')
export class TalliesStaffController {
  constructor(
    private readonly tallies: Tallies,
    private readonly choices: TallyChoices,
    private readonly towns: EditingTowns,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @CurrentStaff() principal: Principal,
    @Query() filter: TallyPageQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    const rows = await this.tallies.list(principal, filter);
    const towns = await this.towns.of(principal, 'viewer');
    const editable = principal.organizationsWith('organizer');
    return this.views.page('staff/tallies', page, {
      ...this.words(page),
      series: tallySeries(rows).map((one) => ({
        ...one,
        mayEdit: editable.includes(one.organization.id),
        warnings: one.tallies.flatMap((tally) => sumWarnings(tally)),
      })),
      towns: towns.map((town) => ({ ...town, mayEdit: editable.includes(town.id) })),
      programmes: await this.choices.programmes(principal),
      filter,
    });
  }

  /** A blank table, or (`copy`) last year's without its figures. */
  @Get('new')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async blank(
    @CurrentStaff() principal: Principal,
    @Query('organization') named: unknown,
    @Query('copy') copied: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    if (typeof copied === 'string' && copied !== '') {
      const { organization, ...tally } = await this.tallies.edited(principal, copied);
      const values = { ...nextYearForm(tally), organization: organization.slug };
      return this.page(page, freshForm(values, TALLY_LISTS, true), { organization, isNew: true });
    }
    const organization = await this.tallies.place(principal, this.towns.chosen(principal, named));
    const values = { ...tallyForm(null), ...this.choices.runningYear(), organization: organization.slug };
    return this.page(page, freshForm(values, TALLY_LISTS, true), { organization, isNew: true });
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
    const sent = new SubmittedForm(body, TALLY_LISTS);
    const organization = await this.tallies.place(
      principal,
      this.towns.chosen(principal, sent.values.organization),
    );
    let [id] = [''];
    const again = await sent.saving(async () => {
      const items = [readTally(sent.values)];
      [id = ''] = await inRowsAsync(
        () => sent.values,
        () => this.tallies.write(principal, organization.slug, items, { isNew: true }),
      );
    });
    if (!again) throw new SeeOther(withLanguage(`/staff/tallies/${id}?saved=1`, page.language));
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
    const tally = await this.tallies.edited(principal, id);
    return this.page(page, freshForm(tallyForm(tally), TALLY_LISTS), {
      ...shown(tally),
      saved: saved === '1',
    });
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
    const sent = new SubmittedForm(body, TALLY_LISTS);
    const tally = await this.tallies.edited(principal, id);
    if (sent.values.act === 'remove') {
      await this.tallies.remove(principal, id);
      throw new SeeOther(withLanguage('/staff/tallies', page.language));
    }
    const again = await sent.saving(async () => {
      let merged = sent.values;
      await inRowsAsync(
        () => merged,
        () =>
          this.tallies.change(principal, id, (saved) => {
            merged = sent.over(tallyForm(saved)).values;
            return readTally(merged);
          }),
      );
    });
    if (!again) throw new SeeOther(withLanguage(`/staff/tallies/${tally.id}?saved=1`, page.language));
    reply.status(again.status);
    return this.page(page, again.form, shown(tally));
  }

  private async page(
    context: PageContext,
    form: ShownForm,
    data: { readonly organization: TallyRow['organization'] } & Readonly<Record<string, unknown>>,
  ): Promise<string> {
    return this.views.page('staff/tally-edit', context, {
      saved: false,
      warnings: [],
      ...data,
      ...form,
      ...this.words(context),
      kinds: TALLY_KINDS,
      qualifiers: TALLY_QUALIFIERS,
      ...(await this.choices.of(data.organization.id)),
    });
  }

  private words(context: PageContext) {
    const wording = { t: this.views.translator(context.language), language: context.language };
    return { wordsOf: tableWords(wording) };
  }
}

function shown(tally: TallyRow) {
  const { organization, id, changedAt, changedBy } = tally;
  return { organization, id, changedAt, changedBy, isNew: false, warnings: sumWarnings(tally) };
}
