import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import type { FormValues } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { spelledReading } from '../../platform/views/furigana/spelled-reading.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { readingFindings } from '../domain/reading-rules.js';
import { freshForm, type ShownForm, SubmittedForm } from '../editing/submitted-form.js';
import { linesOf, readingsIn } from './reading-lines.js';
import { Readings } from './readings.service.js';
import type { TownWord } from './town-words.queries.js';

/** Suggestions that a form may carry back. */
const MOST_SUGGESTED = 100;

/** A word with a guess, by its number in the form, and whether a person says that it is read so. */
interface Suggestion extends TownWord {
  readonly index: number;
  readonly isConfirmed: boolean;
}

/** ことばの読み: how words of an organization are read, as a list to type or to paste, and suggestions to confirm. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/organizations')
export class ReadingsStaffController {
  constructor(
    private readonly readings: Readings,
    private readonly views: Views,
  ) {}

  @Get(':id/readings')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Query('suggest') suggest: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { readings } = await this.readings.edited(principal, id);
    const suggested = suggest === '1' ? await this.readings.suggested(principal, id) : null;
    return this.page(page, principal, id, freshForm(formOf(readings), {}), {
      suggested,
      saved: saved === '1',
    });
  }

  /** Saves, or shows the list again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id/readings')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { organization } = await this.readings.edited(principal, id);
    const sent = new SubmittedForm(body, {});
    const { all, confirmed } = suggestionsIn(sent.values);
    const again = await sent.saving(async () => {
      refuse(confirmed.flatMap(suggestionFault));
      await this.readings.change(principal, id, (saved) => {
        const { readings, fault } = readingsIn(sent.over(formOf(saved)).values.list ?? '', 'list');
        refuse(fault ? [fault] : []);
        const texts = new Set(confirmed.map(({ text }) => text));
        return [...readings.filter(({ text }) => !texts.has(text)), ...confirmed];
      });
    });
    if (!again)
      throw new SeeOther(
        withLanguage(`/staff/organizations/${organization.slug}/readings?saved=1`, page.language),
      );
    reply.status(again.status);
    return this.page(page, principal, id, again.form, {
      suggested: all.length > 0 ? all : null,
      saved: false,
    });
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    form: ShownForm,
    data: { readonly suggested: readonly TownWord[] | null; readonly saved: boolean },
  ): Promise<string> {
    const { organization, readings } = await this.readings.edited(principal, id);
    const shown = readings.map(({ text, reading }) => spelledReading(text, reading));
    return this.views.page('staff/readings', context, { organization, shown, ...form, ...data });
  }
}

function formOf(readings: readonly TownWord[]): FormValues {
  return { list: linesOf(readings) };
}

/** @throws DomainError `invalid` where there are faults */
function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new DomainError('invalid', { faults });
}

/** What is wrong with a suggestion that was ticked: a person has to say how it is read. */
function suggestionFault({ text, reading, index }: Suggestion): Fault[] {
  const isRead = readingFindings([{ text, reading }]).length === 0;
  return isRead
    ? []
    : [{ field: `suggested.${index}.reading`, code: 'readings.suggestion', params: { text } }];
}

/** The suggestions that a form was sent with, and those that a person ticked. */
function suggestionsIn(values: FormValues): { readonly all: Suggestion[]; readonly confirmed: Suggestion[] } {
  const all = Array.from({ length: MOST_SUGGESTED }, (_, index) => ({
    index,
    text: values[`suggested.${index}.text`] ?? '',
    reading: (values[`suggested.${index}.reading`] ?? '').trim(),
    isConfirmed: values[`suggested.${index}.confirmed`] === '1',
  })).filter(({ text }) => text !== '');
  return { all, confirmed: all.filter(({ isConfirmed }) => isConfirmed) };
}
