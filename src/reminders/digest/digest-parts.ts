import { quotable } from '../../platform/mail/quotable.js';
import type { SheetBlock, SheetItem } from '../../platform/mail/sheet.js';
import { FORMATS } from '../../platform/views/formats.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import type { SessionView } from '../../registrations/sessions/session-view.js';
import { type DigestContent, type OpenOften, overviewOf } from './digest-content.js';

/** Sessions that one mail lists; its page has them all. */
export const MOST_LISTED = 60;

/** States of registration of which there is something to say beforehand. */
const TOLD_STATES = new Set([
  'open',
  'waiting_list',
  'full',
  'not_yet_open',
  'closed',
  'cancelled',
  'none',
  'members',
  'elsewhere',
]);

/** The dates of a month as a mail that names them lists them. */
export function dateBlocks(content: DigestContent, t: Translate, language: Language): SheetBlock[] {
  const { days, undated, often } = overviewOf(content.sessions);
  const { shortDate } = FORMATS[language];
  const blocks: SheetBlock[] = [];
  let room = MOST_LISTED;
  const list = (heading: string, sessions: readonly SessionView[]) => {
    const items = sessions.slice(0, room).map((session) => itemOf(session, t, language));
    room -= items.length;
    if (items.length > 0) blocks.push({ kind: 'list', heading, items });
  };
  for (const { date, sessions } of days) list(shortDate(date), sessions);
  list(t('digest.mail.undated'), undated);
  const all = undated.length + days.reduce((sum, { sessions }) => sum + sessions.length, 0);
  if (all > MOST_LISTED)
    blocks.push({ kind: 'paragraph', text: t('digest.mail.more', { count: all - MOST_LISTED }) });
  if (often.length > 0) {
    const items = often.map((one) => oftenItem(one, t, language));
    blocks.push({ kind: 'list', heading: t('digest.mail.often'), items });
  }
  if (content.perhaps > 0)
    blocks.push({ kind: 'paragraph', text: t('digest.mail.perhaps', { count: content.perhaps }) });
  return blocks;
}

function itemOf(session: SessionView, t: Translate, language: Language): SheetItem {
  const { startsOn, endsOn, number, topic, dateText, registration } = session;
  const { shortDate } = FORMATS[language];
  const title = titleOf(session, language);
  const name = number === null ? title : t('digest.mail.numbered', { title, number });
  const lasts = endsOn && endsOn !== startsOn ? t('digest.mail.lasts', { date: shortDate(endsOn) }) : null;
  const { state } = registration;
  return {
    text: startsOn === null ? name : t('digest.mail.item', { time: timeOf(session, t, language), name }),
    state: TOLD_STATES.has(state) ? t('mail.state', { state: t(`digest.mail.state.${state}`) }) : null,
    details: [
      lasts,
      startsOn === null && dateText ? quotable(dateText) : null,
      topic && quotable(topic),
      venueOf(session, t, language),
    ].filter((line): line is string => Boolean(line)),
  };
}

function oftenItem({ first, days, hasOneTime }: OpenOften, t: Translate, language: Language): SheetItem {
  const { weekday } = FORMATS[language];
  const day = (date: string) => t('digest.mail.day', { day: Number(date.slice(8)), weekday: weekday(date) });
  const { state } = first.registration;
  return {
    text: titleOf(first, language),
    state:
      TOLD_STATES.has(state) && state !== 'closed'
        ? t('mail.state', { state: t(`digest.mail.state.${state}`) })
        : null,
    details: [
      days.map(day).join(t('digest.mail.comma')),
      hasOneTime ? timeOf(first, t, language) : null,
      venueOf(first, t, language),
    ].filter((line): line is string => Boolean(line)),
  };
}

/** Its own title, or its programme's in the reader's language. */
function titleOf({ title, programme }: SessionView, language: Language): string {
  return quotable(title ?? (language === 'en' ? programme.titleEn : null) ?? programme.title);
}

function timeOf({ startTime, endTime }: SessionView, t: Translate, language: Language): string {
  return startTime ? FORMATS[language].timeRange(startTime, endTime) : t('mail.timeUnknown');
}

function venueOf({ venue }: SessionView, t: Translate, language: Language): string | null {
  if (!venue) return null;
  return t('mail.venue', { place: quotable((language === 'en' ? venue.nameEn : null) ?? venue.name) });
}
