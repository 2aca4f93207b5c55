import { conditionWords } from '../public/eligibility-words.js';
import { frequencyWords } from '../public/frequency-words.js';
import { courseAct } from '../public/page-acts.js';
import type { CoursePage, ProgrammePage } from '../public/programme-pages.queries.js';
import type { Wording } from '../public/registering-act.js';
import type { SessionView } from '../sessions/session-view.js';
import type { Said } from './domain/leaflet.js';
import { inLanguage, venueKey } from './leaflet-dates.js';

/** Venues that are told of with their addresses; of more, how many. */
const MOST_VENUES = 5;
function said(text: string | null | undefined, lang = 'ja'): Said[] {
  return text?.trim() ? [{ text: text.trim(), lang }] : [];
}

/** Who may come: the programme's own words, then its conditions. */
export function whoLines(programme: ProgrammePage, wording: Wording): Said[] {
  const { t, language } = wording;
  const groups = programme.audiences
    .map((audience) => t(`words.audience.${audience}`))
    .join(t('public.comma'));
  // The source's words are in Japanese: who reads another language is told in short as well.
  const own = said(programme.audience);
  return [
    ...(own.length === 0 || language === 'en' ? said(groups, language) : []),
    ...own,
    // What the programme's own words say already is not said again.
    ...conditionWords(programme, wording).flatMap(({ text, lang, note }) =>
      said(`${programme.audience?.includes(text) ? '' : text}${note ?? ''}`, lang),
    ),
  ];
}

/** When it is held as the town says it, where that is more than the dates. */
export function habitLines(programme: ProgrammePage, wording: Wording): Said[] {
  const frequency = programme.frequency && frequencyWords(programme.frequency, wording);
  if (programme.scheduleText) return said(programme.scheduleText);
  return [...said(frequency?.sentence, wording.language), ...said(frequency?.text)];
}

/** Where: of one venue all that helps to get in, of several their names and addresses. */
export function whereLines(sessions: readonly SessionView[], wording: Wording): Said[] {
  const { t, language } = wording;
  const venues = new Map(sessions.flatMap(({ venue }) => (venue ? [[venueKey(venue), venue] as const] : [])));
  if (venues.size === 0) return sessions.length === 0 ? [] : said(t('public.venueUnknown'), language);
  const all = [...venues.values()].map((venue) => {
    const address = [venue.address, venue.building].filter(Boolean).join(' ');
    const name = inLanguage(venue.name, venue.nameEn, language);
    return { venue, name, address, lang: name === venue.name ? 'ja' : language };
  });
  const [first] = all as [(typeof all)[number]];
  const unknown = unknownLines(sessions, wording);
  // Where there is room for one line, it is that of the next date.
  const [before, after] = sessions[0]?.venue === null ? [unknown, []] : [[], unknown];
  if (all.length > 1) {
    const listed = all.slice(0, MOST_VENUES).map(({ name, address, lang }) => ({
      text: address ? t('leaflets.venue', { name, address }) : name,
      lang,
    }));
    return [
      ...before,
      ...listed,
      ...(all.length > MOST_VENUES
        ? said(t('leaflets.moreVenues', { count: all.length - MOST_VENUES }), language)
        : []),
      ...after,
    ];
  }
  const { online, stepFree, discreetEntrance } = first.venue;
  return [
    ...before,
    ...said(first.name, first.lang),
    ...(online ? said(t('public.online'), language) : []),
    ...said(first.address),
    ...(stepFree === true ? said(t('leaflets.stepFree'), language) : []),
    ...(discreetEntrance ? said(t('leaflets.discreetEntrance', { how: discreetEntrance })) : []),
    ...after,
    // The longest comes last: it is cut first.
    ...said(first.venue.access),
  ];
}

/** Of how many dates nobody knows the place yet. */
function unknownLines(sessions: readonly SessionView[], { t, language }: Wording): Said[] {
  const count = sessions.filter(({ venue }) => venue === null).length;
  if (count === 0) return [];
  return said(t('leaflets.undated', { known: t('public.venueUnknown'), count }), language);
}

/** Whether to register, how, and until when. `courses`: those that the leaflet is about, with their sessions. */
export function registerLines(
  programme: ProgrammePage,
  courses: readonly { readonly course: CoursePage; readonly sessions: readonly SessionView[] }[],
  wording: Wording,
  now: Date,
): Said[] {
  const { t, language } = wording;
  const told = courses
    .filter(({ sessions }) => sessions.length > 0)
    .map(({ course, sessions }) => linesOfCourse(programme, course, sessions, wording, now));
  const distinct = new Map(told.map((lines) => [lines.join('\n'), lines]));
  const [only] = distinct.values();
  const words = distinct.size > 1 ? [t('leaflets.register.varies')] : (only ?? []);
  return [...words.flatMap((text) => said(text, language)), ...said(programme.registrationText)];
}

function linesOfCourse(
  programme: ProgrammePage,
  course: CoursePage,
  sessions: readonly SessionView[],
  wording: Wording,
  now: Date,
): string[] {
  const { t } = wording;
  const act = courseAct({ programme, course, sessions }, wording, now);
  const ways = act.ways.map(({ label, text }) =>
    text ? t('leaflets.register.way', { label, text }) : label,
  );
  // Paper is read later than it is printed: how one registers holds longer than whether a seat is free today.
  if (act.state === 'open' || act.state === 'waiting_list' || act.state === 'not_yet_open') {
    const how = course.lottery ? 'lottery' : course.approval ? 'approval' : 'needed';
    return [t(`leaflets.register.${how}`), ...act.lines, ...ways];
  }
  return act.state === 'unstated' ? [] : [act.sentence, ...act.lines, ...ways];
}

/** What takes a worry away; only what the programme says itself. */
export function comforts(
  {
    anonymous,
    lookOnly,
    cameraOff,
  }: Readonly<Record<'anonymous' | 'lookOnly' | 'cameraOff', boolean | null>>,
  { t }: Wording,
): string[] {
  return [
    ...(anonymous ? [t('leaflets.comfort.anonymous')] : []),
    ...(lookOnly ? [t('leaflets.comfort.lookOnly')] : []),
    ...(cameraOff ? [t('leaflets.comfort.cameraOff')] : []),
  ];
}

export function hostLines(programme: ProgrammePage, { t, language }: Wording): Said[] {
  const { hosts, organization } = programme;
  if (hosts.length === 0)
    return said(
      `${t('words.hostRole.organizer')}${t('public.colon')}${inLanguage(organization.name, organization.nameEn, language)}`,
      language,
    );
  const roles = Map.groupBy(hosts, ({ role }) => role);
  return [...roles].map(([role, those]) => ({
    text: `${t(`words.hostRole.${role}`)}${t('public.colon')}${those.map(({ name }) => name).join(t('public.comma'))}`,
    lang: 'ja',
  }));
}

export interface LeafletContact {
  readonly lines: readonly Said[];
  readonly telephone: string | null;
  readonly extension: string | null;
  readonly email: string | null;
}

/** Whom to ask: the programme's own words and number, else the organization's. */
export function contactOf({
  contact,
  contactTel,
  contactExtension,
  organization,
}: ProgrammePage): LeafletContact {
  return {
    lines: said(contact ?? organization.contactName ?? organization.name),
    telephone: contactTel ?? organization.contactTel,
    extension: contactTel ? contactExtension : null,
    email: organization.contactEmail,
  };
}
