import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { LANGUAGES } from '../../platform/views/messages.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { freshForm, type ShownForm, SubmittedForm } from '../../programmes/editing/submitted-form.js';
import { EDITED_FORMS, LEAFLET_FORMS } from './domain/leaflet.js';
import { LeafletWordsDto, MOST_OF_HEADLINE, MOST_OF_LEAD } from './leaflet.dto.js';
import { type LeafletAddress, LeafletEditing } from './leaflet-editing.service.js';
import type { SubjectName } from './leaflet-subjects.js';

type Path = Readonly<Record<string, string>>;

/** ちらし: the leaflets of a programme or course, and what stands largest on them. */
@ApiExcludeController()
@Controller('staff')
export class LeafletsStaffController {
  constructor(
    private readonly editing: LeafletEditing,
    private readonly views: Views,
  ) {}

  @Get(['programmes/:programme/leaflets', 'courses/:course/leaflets'])
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @CurrentStaff() principal: Principal,
    @Param() path: Path,
    @Page() page: PageContext,
  ): Promise<string> {
    const { programme, courseId, own, mayEdit } = await this.editing.list(principal, subjectOf(path));
    const data = { programme, courseId, own, mayEdit, forms: LEAFLET_FORMS, edited: EDITED_FORMS };
    return this.views.page('staff/leaflets', page, { ...data, languages: LANGUAGES });
  }

  @Get(['programmes/:programme/leaflets/:form/:language', 'courses/:course/leaflets/:form/:language'])
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param() path: Path,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { words } = await this.editing.edited(principal, addressOf(path));
    return this.editor(principal, path, page, freshForm({ ...words }, {}), saved === '1');
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(['programmes/:programme/leaflets/:form/:language', 'courses/:course/leaflets/:form/:language'])
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param() path: Path,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, {});
    const again = await sent.saving(() =>
      this.editing.change(principal, addressOf(path), (saved) => {
        const { headline = '', lead = '' } = sent.over({ ...saved }).values;
        return parse(LeafletWordsDto, { headline: tidied(headline), lead: tidied(lead) });
      }),
    );
    if (!again) throw new SeeOther(withLanguage(`${page.path.split('?')[0]}?saved=1`, page.language));
    reply.status(again.status);
    return this.editor(principal, path, page, again.form, false);
  }

  private async editor(
    principal: Principal,
    path: Path,
    page: PageContext,
    form: ShownForm,
    saved: boolean,
  ): Promise<string> {
    const { words: _, ...leaflet } = await this.editing.edited(principal, addressOf(path));
    const most = { headline: MOST_OF_HEADLINE, lead: MOST_OF_LEAD };
    return this.views.page('staff/leaflet-edit', page, {
      ...{ programme: leaflet.programme, courseId: leaflet.courseId, ...form, saved, most },
      leaflet: { form: leaflet.form, language: leaflet.language },
    });
  }
}

function subjectOf({ programme, course }: Path): SubjectName {
  return course === undefined ? { programme: programme ?? '' } : { course };
}

function addressOf(path: Path): LeafletAddress {
  return { subject: subjectOf(path), form: path.form ?? '', language: path.language ?? '' };
}

/** One line: a leaflet breaks its lines itself. */
function tidied(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
