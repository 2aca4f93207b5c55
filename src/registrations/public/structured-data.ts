import type { EventLeaf, EventSeriesLeaf, OfferLeaf, OrganizationLeaf, WithContext } from 'schema-dts';
import { saysFree } from '../../programmes/domain/event-list/fee-words.js';
import { instantOf, isoWithOffset } from '../../shared/civil-time.js';
import { type RegisteringWindow, windowOf } from '../domain/registering-window.js';
import { isToBeDrawn } from '../domain/registration-state.js';
import type { SessionView } from '../sessions/session-view.js';
import { stagesOf } from './course-standing.js';
import type { PageAct } from './page-acts.js';
import { leadOf } from './pages/lead.js';
import type { CoursePage, ProgrammeLink, ProgrammePage } from './programme-pages.queries.js';
import { type DataWording, eventFacts, nameOf, urlOf } from './structured-session.js';

/** Most sessions that a course or a programme names; each has a page of its own, and the site map has them all. */
const MAX_SUB_EVENTS = 30;

/** What one can do now, for each state that takes requests; a state without a word says only where and when. */
const AVAILABILITY: Readonly<Record<string, 'InStock' | 'SoldOut' | null>> = {
  open: 'InStock',
  membership: 'InStock',
  waiting_list: 'SoldOut',
  full: 'SoldOut',
  not_yet_open: null,
  // Of the whole course, which may be fuller than this session.
  whole: null,
};

type SessionFound = {
  readonly session: SessionView;
  readonly programme: ProgrammePage;
  readonly course: CoursePage;
  readonly act: PageAct;
};

/** schema.org Event of a session's page: what the page says, and no more. Null where it was never given a date. */
export function sessionData(found: SessionFound, wording: DataWording): WithContext<EventLeaf> | null {
  const { session, programme, course, act } = found;
  const facts = eventFacts(session, wording);
  if (facts === null) return null;
  const { doorsOpen, startsOn, timeZone } = session;
  const people = session.pools.map(({ unit, capacity }) => (unit === 'people' ? capacity : null));
  return {
    '@context': 'https://schema.org',
    ...facts,
    description: textOf([
      session.topic ?? leadOf(programme, wording.language)?.text ?? null,
      session.lecturer &&
        `${wording.t('public.fact.lecturer')}${wording.t('public.colon')}${session.lecturer}`,
      session.status === 'cancelled' ? session.cancelReason : null,
    ]),
    doorTime: doorsOpen && startsOn ? isoOf({ date: startsOn, time: doorsOpen, timeZone }) : undefined,
    ...programmeFacts(programme, wording),
    maximumAttendeeCapacity: sumOf(people),
    offers: offerOf(
      { act, programme, sessions: [session], window: session.registration, timeZone },
      `/sessions/${session.id}`,
      wording,
    ),
    superEvent: [
      courseLink({ programme, course }, wording),
      ...session.alsoFor.map((served) => programmeLink(served, wording)),
    ],
  };
}

/** schema.org EventSeries of a course's page. `sessions`: all of the course, in order; `coming`: those that are not over. */
export function courseData(
  found: Omit<SessionFound, 'session'> & {
    readonly sessions: readonly SessionView[];
    readonly coming: readonly SessionView[];
  },
  wording: DataWording,
): WithContext<EventSeriesLeaf> {
  const { programme, course, sessions, coming, act } = found;
  const { timeZone } = programme.organization;
  const scheduled = sessions.filter(({ status }) => status === 'scheduled');
  const held = scheduled.length > 0 ? scheduled : sessions;
  const dated = held.filter(({ startsOn }) => startsOn !== null);
  const window = windowOf({ ...course, registrationClosedAt: null, startsOn: null, timeZone }, 'web');
  const last = dated.at(-1);
  return {
    '@context': 'https://schema.org',
    ...courseLink({ programme, course }, wording),
    description: leadOf(programme, wording.language)?.text,
    startDate: dated[0]?.startsOn ?? undefined,
    // Nobody knows when it ends while some of it has no date.
    endDate: dated.length < held.length ? undefined : (last?.endsOn ?? last?.startsOn ?? undefined),
    ...programmeFacts(programme, wording),
    offers: window
      ? offerOf({ act, programme, sessions, window, timeZone }, `/courses/${course.id}`, wording)
      : undefined,
    superEvent: programmeLink(programme, wording),
    subEvent: subEvents(coming, wording),
  };
}

/** schema.org EventSeries of a programme's page. `sessions`: those to come, of its courses and others that serve it too. */
export function programmeData(
  { programme, sessions }: { readonly programme: ProgrammePage; readonly sessions: readonly SessionView[] },
  wording: DataWording,
): WithContext<EventSeriesLeaf> {
  return {
    '@context': 'https://schema.org',
    ...programmeLink(programme, wording),
    description: textOf([leadOf(programme, wording.language)?.text ?? null, programme.description]),
    ...programmeFacts(programme, wording),
    superEvent: programme.partOf ? programmeLink(programme.partOf, wording) : undefined,
    subEvent: subEvents(sessions, wording),
  };
}

/**
 * The text of a `<script type="application/ld+json">`: JSON in which nothing can end the element, whatever a title holds. What is
 * escaped is the same JSON to whoever reads it.
 */
export function dataBlock(data: object): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Who holds it, for whom, whether it costs anything: the programme's words, on each of its pages. */
function programmeFacts(programme: ProgrammePage, wording: DataWording) {
  const { hosts, organization, audience, kind, fee } = programme;
  const hostsAs = (...roles: string[]) =>
    hosts
      .filter(({ role }) => roles.includes(role))
      .map((host) => organizationData({ name: host.name, slug: host.organization }, wording));
  const organizers = hostsAs('organizer', 'co_host');
  const sponsors = hostsAs('sponsor');
  const { name, nameEn, slug } = organization;
  const own = organizationData({ name: nameOf({ title: name, titleEn: nameEn }, wording), slug }, wording);
  return {
    organizer: organizers.length > 0 ? organizers : own,
    sponsor: sponsors.length > 0 ? sponsors : undefined,
    audience: audience === null ? undefined : ({ '@type': 'Audience', audienceType: audience } as const),
    keywords: wording.t(`words.kind.${kind}`),
    // That something is not free, no words say in a way that could be read for sure.
    isAccessibleForFree: saysFree(fee) || undefined,
  };
}

function organizationData(
  { name, slug }: { readonly name: string; readonly slug: string | null },
  wording: DataWording,
): OrganizationLeaf {
  const path = slug && `/programmes?organization=${encodeURIComponent(slug)}`;
  return { '@type': 'Organization', name, url: path ? urlOf(path, wording) : undefined };
}

/** Nothing where nobody registers, or nobody can any more. A price only where it is known: none. */
function offerOf(
  found: {
    readonly act: Pick<PageAct, 'state' | 'button'>;
    readonly programme: ProgrammePage;
    readonly sessions: readonly SessionView[];
    readonly window: RegisteringWindow;
    readonly timeZone: string;
  },
  page: string,
  wording: DataWording,
): OfferLeaf | undefined {
  const { act, programme, sessions, window, timeZone } = found;
  const now = AVAILABILITY[act.state];
  if (now === undefined) return undefined;
  // What is still to be drawn, nobody can have now.
  const availability = stagesOf(sessions).some(isToBeDrawn) ? null : now;
  const iso = (instant: Date | null) => (instant ? isoWithOffset(instant, timeZone) : undefined);
  return {
    '@type': 'Offer',
    url: urlOf(act.button?.href ?? page, wording),
    availability: availability ? `https://schema.org/${availability}` : undefined,
    validFrom: iso(window.opensAt),
    validThrough: iso(window.closesAt),
    ...(saysFree(programme.fee) ? { price: 0, priceCurrency: 'JPY' } : {}),
  };
}

function courseLink(
  { programme, course }: Pick<SessionFound, 'programme' | 'course'>,
  wording: DataWording,
): EventSeriesLeaf {
  return {
    '@type': 'EventSeries',
    '@id': `${wording.publicUrl}/courses/${course.id}`,
    name: `${nameOf(programme, wording)} ${nameOf(course, wording)}`,
    url: urlOf(`/courses/${course.id}`, wording),
  };
}

function programmeLink(programme: ProgrammeLink, wording: DataWording): EventSeriesLeaf {
  const path = `/programmes/${encodeURIComponent(programme.slug)}`;
  return {
    '@type': 'EventSeries',
    '@id': `${wording.publicUrl}${path}`,
    name: nameOf(programme, wording),
    url: urlOf(path, wording),
  };
}

function subEvents(sessions: readonly SessionView[], wording: DataWording): EventLeaf[] | undefined {
  const events = sessions.flatMap((session) => eventFacts(session, wording) ?? []).slice(0, MAX_SUB_EVENTS);
  return events.length > 0 ? events : undefined;
}

function isoOf({ date, time, timeZone }: { date: string; time: string; timeZone: string }): string {
  return isoWithOffset(instantOf(date, time, timeZone), timeZone);
}

function textOf(parts: readonly (string | null)[]): string | undefined {
  return parts.filter((part) => part).join('\n') || undefined;
}

/** People in all pools together; undefined where one of them has no stated limit, or counts parties. */
function sumOf(capacities: readonly (number | null)[]): number | undefined {
  if (capacities.length === 0) return undefined;
  return capacities.every((capacity) => capacity !== null)
    ? capacities.reduce<number>((sum, capacity) => sum + (capacity ?? 0), 0)
    : undefined;
}
