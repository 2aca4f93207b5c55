import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { AUDIENCES, KINDS } from '../domain/kinds.js';
import { EditingTowns } from './editing-towns.js';
import { NewProgrammeDto, ProgrammeChangeDto, STATUSES } from './programme.dto.js';
import { ProgrammeCreation, proposedKey } from './programme-creation.service.js';
import { ProgrammeEditing } from './programme-editing.service.js';
import {
  newProgrammeForm,
  newProgrammeRequest,
  PROGRAMME_LISTS,
  programmeForm,
  programmeRequest,
} from './programme-form.js';
import { HOST_ROLES, PERIODS, QUALIFIERS, RELATION_KINDS, RIGHTS } from './programme-parts.dto.js';
import { AGES_OF, ASKINGS, FORCES, QUESTION_TYPES, RULES } from './programme-terms.dto.js';
import { freshForm, type ShownForm, SubmittedForm } from './submitted-form.js';

/** 事業の編集: what a programme is, for whom, with whom, how often; and the beginning of a new one. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/programmes')
export class ProgrammeEditorStaffController {
  constructor(
    private readonly editing: ProgrammeEditing,
    private readonly creation: ProgrammeCreation,
    private readonly towns: EditingTowns,
    private readonly views: Views,
  ) {}

  @Get('new')
  @Header('content-type', 'text/html; charset=utf-8')
  async blank(
    @CurrentStaff() principal: Principal,
    @Query('organization') named: unknown,
    @Query('kind') wished: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const organization = this.towns.chosen(principal, named);
    const place = await this.creation.place(principal, organization);
    const kind = KINDS.find((one) => one === wished);
    const key = kind ? proposedKey(kind, new Set(place.others.map((other) => other.key))) : '';
    const values = newProgrammeForm({ kind, key, organization: place.organization.slug });
    return this.newPage(page, principal, organization, freshForm(values, PROGRAMME_LISTS, true));
  }

  @Post('new')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async create(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, PROGRAMME_LISTS);
    const organization = this.towns.chosen(principal, sent.values.organization);
    await this.creation.place(principal, organization);
    let slug = '';
    const again = await sent.saving(async () => {
      slug = await this.creation.create(principal, parse(NewProgrammeDto, newProgrammeRequest(sent.values)));
    });
    if (!again) throw new SeeOther(withLanguage(`/staff/programmes/${slug}/edit?saved=1`, page.language));
    reply.status(again.status);
    return this.newPage(page, principal, organization, again.form);
  }

  @Get(':id/edit')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { words } = await this.editing.edited(principal, id);
    return this.editPage(
      page,
      principal,
      id,
      freshForm(programmeForm(words), PROGRAMME_LISTS),
      saved === '1',
    );
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id/edit')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, PROGRAMME_LISTS);
    const again = await sent.saving(() =>
      this.editing.change(principal, id, (saved) => {
        const { values, touched } = sent.over(programmeForm(saved));
        return parse(ProgrammeChangeDto, programmeRequest(values, touched));
      }),
    );
    if (!again) {
      const here = `/staff/programmes/${encodeURIComponent(id)}/edit?saved=1`;
      throw new SeeOther(withLanguage(here, page.language));
    }
    reply.status(again.status);
    return this.editPage(page, principal, id, again.form, false);
  }

  private async editPage(
    context: PageContext,
    principal: Principal,
    id: string,
    form: ShownForm,
    saved: boolean,
  ): Promise<string> {
    const { words, ...programme } = await this.editing.edited(principal, id);
    return this.page(context, form, { ...programme, hosts: words.hosts, saved, isNew: false });
  }

  private async newPage(
    context: PageContext,
    principal: Principal,
    organization: string,
    form: ShownForm,
  ): Promise<string> {
    const place = await this.creation.place(principal, organization);
    return this.page(context, form, { ...place, mayChangeHosts: true, saved: false, isNew: true });
  }

  private async page(context: PageContext, form: ShownForm, data: object): Promise<string> {
    return this.views.page('staff/programme-edit', context, {
      ...data,
      ...form,
      towns: await this.towns.all(),
      choices: {
        ...{ KINDS, STATUSES, AUDIENCES, HOST_ROLES, RIGHTS, RELATION_KINDS, PERIODS, QUALIFIERS },
        ...{ RULES, FORCES, AGES_OF, ASKINGS, QUESTION_TYPES },
      },
    });
  }
}
