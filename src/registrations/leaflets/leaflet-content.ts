import type { Language } from '../../platform/views/messages.js';
import type { Wording } from '../public/registering-act.js';
import type { Contents, Said } from './domain/leaflet.js';
import { inLanguage, leafletDates } from './leaflet-dates.js';
import {
  comforts,
  contactOf,
  habitLines,
  hostLines,
  type LeafletContact,
  registerLines,
  whereLines,
  whoLines,
} from './leaflet-facts.js';
import type { LeafletSubject } from './leaflet-subjects.js';

/** Dates that a sheet lists at most, and of something held all the time with words of its own. */
const MOST_DATES = 40;
const NEXT_DATES = 8;
const DATES_OF_HABIT = 3;
const HABIT_FROM = 14;

/** Headline and lead that staff wrote; null: what the programme says. */
export interface OwnLeafletWords {
  readonly headline: string | null;
  readonly lead: string | null;
}

/** Everything that a leaflet says, before it is fitted to a sheet. */
export interface LeafletContent {
  readonly headline: Said;
  /** 令和7年度 前期; null: it is about the programme. */
  readonly part: Said | null;
  readonly organization: Said;
  readonly kind: string;
  readonly comforts: readonly string[];
  readonly contact: LeafletContact;
  readonly contents: Contents;
}

/** Puts together what a leaflet says of its subject, in one language. */
export function leafletContent(
  subject: LeafletSubject,
  own: OwnLeafletWords,
  wording: Wording,
  now: Date,
): LeafletContent {
  const { programme, extra, course, sessions } = subject;
  const { t, language } = wording;
  const { organization } = programme;
  const contact = contactOf(programme);
  const summary = summaryOf(subject, language);
  const habit = habitLines(programme, wording);
  const most =
    habit.length > 0 && sessions.length > HABIT_FROM ? DATES_OF_HABIT : course ? MOST_DATES : NEXT_DATES;
  const { rows, lines } = leafletDates(sessions, wording);
  const none = sessions.length === 0 && habit.length === 0 ? [t('public.programme.noDates')] : [];
  return {
    headline: own.headline ? { text: own.headline, lang: langOf(language) } : local(programme, language),
    part: course && local(course, language),
    organization: { ...local({ title: organization.name, titleEn: organization.nameEn }, language) },
    kind: t(`words.kind.${programme.kind}`),
    comforts: comforts(extra, wording),
    contact,
    contents: {
      passages: {
        lead: own.lead ? [{ text: own.lead, lang: langOf(language) }] : summary,
        description: programme.description ? [{ text: programme.description, lang: 'ja' }] : summary,
        who: whoLines(programme, wording),
        // Of a course its dates say it all; the town's words on when it is held are for what has no end.
        when: [
          ...lines,
          ...(course && rows.length > 0 ? [] : habit),
          ...none.map((text) => ({ text, lang: language })),
        ],
        where: whereLines(sessions, subject.venues, wording),
        fee: programme.fee ? [{ text: programme.fee, lang: 'ja' }] : [],
        register: registerLines(programme, subject.courses, wording, now),
        bring: extra.bring ? [{ text: extra.bring, lang: 'ja' }] : [],
        notes: programme.notes.map((text) => ({ text, lang: 'ja' })),
        hosts: hostLines(programme, wording),
        contact: contact.lines,
      },
      dates: rows.slice(0, most),
      more: Math.max(0, rows.length - most),
      isCut: false,
    },
  };
}

function local({ title, titleEn }: { title: string; titleEn: string | null }, language: Language): Said {
  const text = inLanguage(title, titleEn, language);
  return { text, lang: text === title ? 'ja' : 'en' };
}

function langOf(language: Language): string {
  return language === 'en' ? 'en' : 'ja';
}

function summaryOf({ programme, extra }: LeafletSubject, language: Language): Said[] {
  if (language === 'en' && extra.summaryEn) return [{ text: extra.summaryEn, lang: 'en' }];
  const text = language === 'ja-simple' ? (extra.summarySimple ?? programme.summary) : programme.summary;
  return text ? [{ text, lang: 'ja' }] : [];
}
