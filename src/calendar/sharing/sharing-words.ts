import { Injectable } from '@nestjs/common';
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
    const shared = await this.one(
      `SELECT programme.title, programme.title_en AS "titleEn", programme.kind, organization.name AS organization,
         organization.name_en AS "organizationEn", organization.accent
       FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
       WHERE programme.slug = $1`,
      slug,
    );
    const now = this.clock.now();
    const coming = { programme: slug, from: siteDay(now), notOverAt: now };
    const next = (await this.sessions.list({ ...coming, limit: 5 })).find(
      ({ status }) => status === 'scheduled',
    );
    const t = this.views.translator(language);
    return {
      ...this.said(shared, language),
      lines: next ? whenAndWhere(next, language, t) : [t(`words.kind.${shared.kind}`)],
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

function whenAndWhere(
  { startsOn, startTime, endTime, venue }: SessionView,
  language: Language,
  t: ReturnType<Views['translator']>,
): string[] {
  const format = FORMATS[language];
  const time = startTime === null ? null : format.timeRange(startTime, endTime);
  return [
    [t('sharing.next'), startsOn && format.date(startsOn), time].filter(Boolean).join(' '),
    venue ? (language === 'en' && venue.nameEn) || venue.name : null,
  ].filter((line): line is string => Boolean(line));
}
