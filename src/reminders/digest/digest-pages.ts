import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { LANGUAGES } from '../../platform/views/messages.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { WholeCourses } from '../../registrations/finding/whole-courses.js';
import { dayList } from '../../registrations/public/day-list.js';
import { siteDay } from '../../registrations/public/site-day.js';
import { addMonths } from '../../shared/civil-time.js';
import type { DomainError } from '../../shared/domain-error.js';
import { firstDigest, type Month } from '../domain/digest-month.js';
import type { DigestFormValues } from './digest-form.js';
import { DigestMonths } from './digest-months.js';
import { type DigestReader, digestOrganizations } from './digest-subscriptions.queries.js';
import { PENDING_DAYS, REFUSED_DAYS } from './digest-subscriptions.service.js';
import { MESSAGE_DAYS } from './digest-sweep.js';

/** Why a form came back. */
type Refusal = Pick<DomainError, 'code' | 'details'>;

/** Fields of the form, by the name under which a fault tells of them. */
const FIELDS = ['email', 'organization', 'audiences', 'kinds', 'language', 'discreet'];

/** The pages of the digest. */
@Injectable()
export class DigestPages {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly months: DigestMonths,
    private readonly courses: WholeCourses,
  ) {}

  /** The form that asks for the digest. */
  async form(page: PageContext, values: DigestFormValues, refusal: Refusal | null = null): Promise<string> {
    const organizations = await digestOrganizations(this.db);
    return this.page('digest', page, { ...formOf(values, refusal), organizations, mailDays: MESSAGE_DAYS });
  }

  /** What anybody is told who has sent the form. */
  asked(page: PageContext): string {
    return this.page('digest-asked', page, {});
  }

  /** What the reader of an address is asked, or may change. @param news what has just happened */
  settings(
    page: PageContext,
    { reader, token }: { readonly reader: DigestReader; readonly token: string },
    {
      values = valuesOf(reader),
      refusal = null,
      news = null,
    }: { values?: DigestFormValues; refusal?: Refusal | null; news?: 'confirmed' | 'saved' | null } = {},
  ): string {
    return this.page('digest-settings', page, {
      ...formOf(values, refusal),
      ...{ reader, token, news, refusedDays: REFUSED_DAYS, pendingDays: PENDING_DAYS },
      first: firstDigest(this.clock.now(), reader.timeZone),
    });
  }

  /** Asks whether to leave, or says that it is done. */
  leave(page: PageContext, state: 'ask' | 'done' | 'askRefuse' | 'refused' | 'gone'): string {
    return this.page('digest-leave', page, {
      ...{ state, asks: state.startsWith('ask'), days: REFUSED_DAYS, mailDays: MESSAGE_DAYS },
    });
  }

  /** The dates of a month. */
  async dates(
    page: PageContext,
    {
      reader,
      token,
      month,
    }: { readonly reader: DigestReader; readonly token: string; readonly month: Month },
  ): Promise<string> {
    const { sessions, perhaps } = await this.months.of(reader, month);
    return this.page('digest-dates', page, {
      ...{ reader, token, month, perhaps },
      count: sessions.filter(({ status }) => status === 'scheduled').length,
      days: dayList(sessions).flatMap(({ days }) => days),
      undated: sessions.filter(({ startsOn }) => startsOn === null),
      wholeOf: await this.courses.standing(sessions),
    });
  }

  private page(name: string, page: PageContext, data: Readonly<Record<string, unknown>>): string {
    const now = this.clock.now();
    return this.views.page(`public/${name}`, page, {
      now,
      nextMonth: addMonths(`${siteDay(now).slice(0, 7)}-01`, 1).slice(0, 7),
      audiences: AUDIENCES,
      allKinds: KINDS,
      letterLanguages: LANGUAGES,
      ...data,
    });
  }
}

function formOf(values: DigestFormValues, refusal: Refusal | null) {
  const faults = (refusal?.details.faults ?? []).filter(({ field }) => FIELDS.includes(field));
  const isOfFields = refusal?.code === 'invalid' && faults.length > 0;
  return { values, faults, refusal: refusal && !isOfFields ? { act: 'digest', code: refusal.code } : null };
}

function valuesOf({ audiences, kinds, language, discreet }: DigestReader): DigestFormValues {
  return { email: '', organization: '', audiences, kinds, language, discreet: String(discreet) };
}
