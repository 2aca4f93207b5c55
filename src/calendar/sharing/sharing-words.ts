import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { FORMATS } from '../../platform/views/formats.js';
import type { Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { siteDay } from '../../registrations/public/site-day.js';
import type { SessionView } from '../../registrations/sessions/session-view.js';
import { Sessions } from '../../registrations/sessions/sessions.js';
import { DomainError } from '../../shared/domain-error.js';
import type { SharingWords } from './sharing-picture.js';

interface Shared {
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string | null;
  readonly organization: string;
  readonly organizationEn: string | null;
  readonly accent: string | null;
}

/** What the picture of a page says: a programme's next session, or whose the page is. */
@Injectable()
export class SharedPages {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /** @throws DomainError `unknown` */
  async ofProgramme(slug: string, language: Language): Promise<SharingWords> {
    const shared = await this.one(`${PROGRAMME} WHERE programme.slug = $1`, slug);
    return {
      ...this.said(shared, language),
      lines: await this.nextOf({ programme: slug }, shared, language),
    };
  }

  /**
   * Of a course: its own next session. @param id a UUID
   * @throws DomainError `unknown`
   */
  async ofCourse(id: string, language: Language): Promise<SharingWords> {
    const shared = await this.one(`${PROGRAMME} WHERE programme.id = (${PROGRAMME_OF_COURSE})`, uuid(id));
    return { ...this.said(shared, language), lines: await this.nextOf({ course: id }, shared, language) };
  }

  /**
   * Of a session: when and where it is itself, and whether it is still to be. @param id a UUID
   * @throws DomainError `unknown`
   */
  async ofSession(id: string, language: Language): Promise<SharingWords> {
    const session = await this.sessions.byId(uuid(id));
    const shared = await this.one(`${PROGRAMME} WHERE programme.slug = $1`, session.programme.slug);
    const t = this.views.translator(language);
    const isOver = session.endsAt !== null && session.endsAt <= this.clock.now();
    const state = session.status === 'cancelled' ? 'cancelled' : isOver ? 'past' : null;
    const number = session.number && t('public.number', { number: session.number });
    return {
      ...this.said(shared, language),
      lines: [
        state && t(`public.state.${state}`),
        ...whenAndWhere(session, number || null, language, t),
      ].filter((line): line is string => Boolean(line)),
    };
  }

  /** @throws DomainError `unknown` */
  async ofOrganization(slug: string, language: Language): Promise<SharingWords> {
    const t = this.views.translator(language);
    const shared = await this.one(
      `SELECT name AS organization, name_en AS "organizationEn", accent, '' AS title FROM organizations WHERE slug = $1`,
      slug,
    );
    return { ...this.said(shared, language), title: t('public.home.title'), lines: [t('public.home.lead')] };
  }

  ofSite(language: Language): SharingWords {
    const t = this.views.translator(language);
    return {
      above: t('words.site'),
      title: t('public.home.title'),
      lines: [t('public.home.lead')],
      site: '',
      accent: null,
    };
  }

  /** The next session that is held, as the lines of a picture; where there is none, what kind of programme it is. */
  private async nextOf(
    of: { readonly programme: string } | { readonly course: string },
    { kind }: Shared,
    language: Language,
  ): Promise<string[]> {
    const now = this.clock.now();
    const coming = { ...of, from: siteDay(now), notOverAt: now };
    const next = (await this.sessions.list({ ...coming, limit: 5 })).find(
      ({ status }) => status === 'scheduled',
    );
    const t = this.views.translator(language);
    if (!next) return [t(`words.kind.${kind}`)];
    // What goes on already is not the next one.
    const isToCome = next.startsAt !== null && next.startsAt > now;
    return whenAndWhere(next, isToCome ? t('sharing.next') : null, language, t);
  }

  private said({ title, titleEn, organization, organizationEn, accent }: Shared, language: Language) {
    const own = (japanese: string, english: string | null) => (language === 'en' && english) || japanese;
    return {
      above: own(organization, organizationEn),
      title: own(title, titleEn),
      site: this.views.translator(language)('words.site'),
      accent,
    };
  }

  private async one(sql: string, slug: string): Promise<Shared> {
    if (slug.includes('\0')) throw new DomainError('unknown');
    const [shared] = await this.db.query(sql, [slug]);
    if (!shared) throw new DomainError('unknown');
    return shared;
  }
}

const PROGRAMME = `SELECT programme.title, programme.title_en AS "titleEn", programme.kind,
    organization.name AS organization, organization.name_en AS "organizationEn", organization.accent
  FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id`;

const PROGRAMME_OF_COURSE = 'SELECT course.programme_id FROM courses course WHERE course.id = $1::uuid';

/** @throws DomainError `unknown` for what is no id at all */
function uuid(id: string): string {
  if (!isUUID(id)) throw new DomainError('unknown');
  return id;
}

/** When, after `before`, and where; the first day and the last of what takes several. */
function whenAndWhere(
  { startsOn, endsOn, startTime, endTime, venue }: SessionView,
  before: string | null,
  language: Language,
  t: ReturnType<Views['translator']>,
): string[] {
  const format = FORMATS[language];
  const time = startTime === null ? null : format.timeRange(startTime, endTime);
  const first = startsOn === null ? t('public.undated') : format.date(startsOn);
  const days = endsOn && endsOn !== startsOn ? `${first}${t('public.until')}${format.date(endsOn)}` : first;
  return [
    [before, days, time].filter(Boolean).join(' '),
    venue ? (language === 'en' && venue.nameEn) || venue.name : null,
  ].filter((line): line is string => Boolean(line));
}
