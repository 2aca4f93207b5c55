import type { Language } from '../../platform/views/messages.js';
import { isOver } from '../public/pages/coming.js';
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
import { standingLines } from './leaflet-standing.js';
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
  /** The first day that is still to come; null: there is none, or nobody knows it. */
  readonly firstDay: string | null;
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
  const { language } = wording;
  const { organization } = programme;
  const contact = contactOf(programme);
  const summary = summaryOf(subject, language);
  const standing = standingLines(subject, wording, now);
  const isHeld = !standing.isClosed;
  const habit = isHeld ? habitLines(programme, wording) : [];
  const coming = sessions.filter((session) => !isOver(session, now));
  // What is over is counted; of a course that is over altogether the dates stand as they were.
  const listed = coming.length > 0 ? coming : sessions;
  const dates = leafletDates(isHeld ? listed : [], wording);
  const { rows } = dates;
  const most =
    !course && habit.length > 0 && sessions.length > HABIT_FROM
      ? DATES_OF_HABIT
      : course
        ? MOST_DATES
        : NEXT_DATES;
  const isSilent = sessions.length === 0 && habit.length === 0 && standing.lines.length === 0;
  return {
    headline: own.headline ? { text: own.headline, lang: langOf(language) } : local(programme, language),
    part: course && local(course, language),
    organization: { ...local({ title: organization.name, titleEn: organization.nameEn }, language) },
    kind: wording.t(`words.kind.${programme.kind}`),
    comforts: isHeld ? comforts(extra, wording) : [],
    firstDay: coming.length > 0 ? (rows[0]?.day ?? null) : null,
    contact,
    contents: {
      passages: {
        lead: own.lead ? [{ text: own.lead, lang: langOf(language) }] : summary,
        description: programme.description ? [{ text: programme.description, lang: 'ja' }] : summary,
        who: whoLines(programme, wording),
        // Of a course its dates say it all; the town's words on when it is held are for what has no end, or too many dates.
        when: [
          ...standing.lines,
          ...dates.lines,
          ...(course && rows.length > 0 && rows.length <= most ? [] : habit),
          ...(isSilent ? [{ text: wording.t('public.programme.noDates'), lang: language }] : []),
        ],
        where: whereLines(listed, wording),
        fee: programme.fee ? [{ text: programme.fee, lang: 'ja' }] : [],
        register: isHeld ? registerLines(programme, subject.courses, wording, now) : [],
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
