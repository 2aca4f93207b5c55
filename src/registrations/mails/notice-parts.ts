import type { SheetBlock, SheetItem, SheetRow } from '../../platform/mail/sheet.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import type { FormerSession, Notice, NoticePlace, NoticeSession } from './notice.js';
import { organizationOf, titleOf } from './notice-names.js';
import { deadlineOf, startOf, whenOf } from './notice-when.js';
import type { MailParts } from './texts/text-template.js';

/** What a nickname must not be in a mail that anyone can have sent to anyone: a link. */
const LOOKS_LIKE_LINK = /:\/\/|www\.|\p{L}\.\p{L}{2}|@/u;

/** A mail about a registration as it is usually put together. */
export const USUAL_BODY = ['greeting', 'heading', 'lead', 'details', 'dates', 'link', 'next', 'further']
  .map((name) => `{{${name}}}`)
  .join('\n\n');

/** What a changed session was before; null where that stays. */
interface Former {
  readonly when: string | null;
  readonly venue: string | null;
  /** What else has changed, in words. */
  readonly news: string | null;
}

/** Words and blocks of a mail about a registration, by the names under which a text may place them. */
export function partsOf(notice: Notice, manageUrl: string, t: Translate): MailParts {
  const { registration, words, further } = notice;
  const { discreet, nickname, code } = registration;
  const facts = factsOf(notice, t);
  const former = formerOf(notice, t);
  const items = notice.places.map((place) => itemOf(place, notice, t));
  const say = (part: string) => t(`${words}.${part}`, facts);
  return {
    values: {
      greeting: LOOKS_LIKE_LINK.test(nickname)
        ? t('mail.greetingWithoutName')
        : t('mail.greeting', { nickname }),
      lead: say('lead'),
      next: say('next'),
      code,
      people: String(facts.people),
      position: facts.position === null ? '' : String(facts.position),
      deadline: facts.deadline ?? '',
      when: items[0]?.text ?? '',
      start: facts.start ?? '',
      programme: discreet ? '' : titleOf(registration),
      organization: discreet ? '' : organizationOf(registration),
    },
    blocks: {
      heading: [{ kind: 'heading', text: say('heading') }],
      details: [
        { kind: 'rows', rows: rowsOf(notice, facts, former, t) },
        ...(former?.news ? [{ kind: 'paragraph', text: former.news, isStrong: true } as const] : []),
      ],
      dates: datesOf(items, t(former?.when ? 'mail.after' : 'mail.dates')),
      link: [{ kind: 'button', lead: say('link'), label: say('button'), url: manageUrl }],
      further: further ? [{ kind: 'reference', text: say('further'), url: further.url }] : [],
    },
  };
}

/** What the sentences of a mail may name. */
export function factsOf({ registration, places, position, deadline, further }: Notice, t: Translate) {
  const { status, decidedBy, offerHours, people } = registration;
  const first = places[0]?.session;
  const queues = { asks: offerHours === null ? 'no' : 'yes', hours: offerHours ?? 0 };
  return {
    count: places.length,
    people,
    status,
    decidedBy,
    /** What happens once a seat is free. */
    queue: t('mail.queue', queues),
    position: position ?? null,
    deadline: deadline ? deadlineOf(deadline, t, registration) : null,
    entry: further?.entry ?? null,
    start: first ? startOf(first, t, registration) : null,
  };
}

function rowsOf(
  { registration }: Notice,
  { people, position, status, deadline }: ReturnType<typeof factsOf>,
  former: Former | null,
  t: Translate,
): SheetRow[] {
  const rows: (SheetRow | null)[] = [
    { label: t('mail.code'), value: registration.code, emphasis: 'strong' },
    registration.discreet ? null : { label: t('mail.programme'), value: titleOf(registration) },
    people > 1 ? { label: t('mail.peopleLabel'), value: t('mail.peopleValue', { people }) } : null,
    position === null
      ? null
      : { label: t('mail.positionLabel'), value: t('mail.positionValue', { position }) },
    status === 'offered' && deadline !== null
      ? { label: t('mail.deadlineLabel'), value: t('mail.deadlineValue', { deadline }), emphasis: 'strong' }
      : null,
    ...[former?.when, former?.venue].map((value): SheetRow | null =>
      value ? { label: t('mail.before'), value, emphasis: 'struck' } : null,
    ),
  ];
  return rows.filter((row) => row !== null);
}

function datesOf(items: readonly SheetItem[], heading: string): SheetBlock[] {
  return items.length > 0 ? [{ kind: 'list', heading, items }] : [];
}

/** What changed, as it was: only what the reader would otherwise still believe. */
function formerOf({ before, places, registration }: Notice, t: Translate): Former | null {
  const session = places[0]?.session;
  if (!before || !session) return null;
  const { discreet } = registration;
  const when = whenOf(before, t, registration);
  const hasMoved = when !== whenOf(session, t, registration);
  const hasOtherVenue = before.venue !== session.venueName;
  return {
    when: hasMoved ? when : null,
    venue:
      hasOtherVenue && !discreet && before.venue !== null ? t('mail.venue', { place: before.venue }) : null,
    news: newsOf(before, hasOtherVenue && discreet, t),
  };
}

/** What is new beside time and place. Which place, the page of a discreet mail says: its name can give away what it is about. */
function newsOf({ wasCancelled }: FormerSession, hasHiddenVenue: boolean, t: Translate): string | null {
  const news = [wasCancelled ? t('mail.restored') : '', hasHiddenVenue ? t('mail.otherVenue') : ''];
  return news.filter((one) => one !== '').join('\n') || null;
}

function itemOf({ session, status }: NoticePlace, notice: Notice, t: Translate): SheetItem {
  const { discreet, language } = notice.registration;
  const number = session.number === null ? '' : `${t('mail.number', { number: session.number })} `;
  return {
    text: `${number}${whenOf(session, t, { language, discreet })}`,
    state: notice.showsStates ? t('mail.state', { state: t(`words.place.${status}`) }) : null,
    details: discreet ? [] : detailsOf(session, language, t),
  };
}

function detailsOf(session: NoticeSession, language: Language, t: Translate): string[] {
  const venue = (language === 'en' ? session.venueNameEn : null) ?? session.venueName;
  const place =
    venue &&
    (session.venueAddress ? t('mail.venueWithAddress', { venue, address: session.venueAddress }) : venue);
  return [
    session.title,
    session.topic,
    place && t('mail.venue', { place }),
    session.status === 'cancelled' && session.cancelReason
      ? t('mail.cancelReason', { reason: session.cancelReason })
      : null,
  ].filter((line): line is string => Boolean(line));
}
