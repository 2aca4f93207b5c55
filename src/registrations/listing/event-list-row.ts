import type { Translate } from '../../platform/views/messages.js';
import type { EventListColumn } from '../../programmes/domain/event-list/event-list.js';
import { yenOf } from '../../programmes/domain/event-list/fee-words.js';
import { isPrefectureCode, prefectureOf } from '../../programmes/domain/event-list/prefectures.js';
import { addDays, civilDateOf, civilTimeOf } from '../../shared/civil-time.js';
import { lastClosing } from '../domain/registering-window.js';
import type { ListedEvent } from './listed-event.js';
import { listedSeats } from './listed-seats.js';

export type EventListRow = Readonly<Record<EventListColumn, string | number | null>>;

/** The layout is in Japanese: `t` speaks it. */
export interface ListWording {
  readonly t: Translate;
  /** Of the site, without a slash at the end. */
  readonly publicUrl: string;
}

/** One session as a row of the event list. docs/open-data.md says of each column what it takes and why. */
export function eventListRow(event: ListedEvent, { t, publicUrl }: ListWording): EventListRow {
  const { organization, programme, venue, startsOn } = event;
  const seats = listedSeats(event.pools, t);
  const closing = closingOf(event);
  const ownTitle = event.title !== null;
  return {
    ...placeOf(organization),
    NO: event.listNumber ?? event.id,
    イベント名: titleOf(event, t),
    // Readings are of the programme's title: a session's own has none.
    イベント名_カナ: ownTitle ? null : programme.titleKana,
    イベント名_英語: ownTitle ? null : programme.titleEn,
    開始日: startsOn,
    終了日: event.endsOn ?? startsOn,
    開始時間: event.startTime,
    終了時間: event.endTime,
    開始日時特記事項: timeNotes(event, t),
    説明: said(descriptionOf(event, t)),
    '料金(基本)': yenOf(programme.fee),
    '料金(詳細)': said([programme.fee]),
    連絡先名称: said([programme.contact ?? organization.contactName]),
    連絡先電話番号: programme.contactTel ?? organization.contactTel,
    連絡先内線番号: programme.contactTel === null ? null : programme.contactExtension,
    主催者: event.organizers.join(t('openData.separator')) || organization.name,
    場所名称: venue?.name ?? null,
    住所: venue?.address ?? null,
    方書: venue?.building ?? null,
    緯度: degrees(venue?.latitude),
    経度: degrees(venue?.longitude),
    アクセス方法: said([venue?.access]),
    駐車場情報: said([venue?.parking]),
    定員: seats.capacity,
    参加申込終了日: closing.date,
    参加申込終了時間: closing.time,
    参加申込方法: said([
      programme.registrationText ?? (t(`openData.registration.${event.course.mode}`) || null),
    ]),
    URL: `${publicUrl}/sessions/${event.id}`,
    備考: notesOf(event, seats.words, t),
  };
}

function placeOf({ name, kind, municipalityCode: code, municipalityName }: ListedEvent['organization']) {
  const own = municipalityName ?? (kind === 'municipality' ? name : null);
  return {
    都道府県コード又は市区町村コード: code,
    都道府県名: code && prefectureOf(code),
    // 都道府県については記載不要
    市区町村名: code && isPrefectureCode(code) ? null : own,
  };
}

/** As calendar entries have it, without the topic, which is part of the description here. */
function titleOf({ title, number, status, programme }: ListedEvent, t: Translate): string {
  const numbered =
    number === null
      ? programme.title
      : t('calendar.summary.numbered', { title: programme.title, number: String(number) });
  const whole = title ?? numbered;
  return status === 'cancelled' ? t('calendar.summary.cancelled', { title: whole }) : whole;
}

/** What the four columns of date and time cannot say. */
function timeNotes(event: ListedEvent, t: Translate): string | null {
  const { startTime, doorsOpen, timeZone, organization } = event;
  return once('／', [
    startTime === null ? t('openData.timeUnknown') : null,
    doorsOpen === null ? null : t('openData.doorsOpen', { time: doorsOpen }),
    timeZone === organization.timeZone ? null : t('openData.timeZone', { timeZone }),
    event.durationText,
  ]);
}

function descriptionOf(event: ListedEvent, t: Translate): (string | null)[] {
  const { programme } = event;
  const fact = (name: string, value: string | null) => value && t(`openData.fact.${name}`, { value });
  return [
    // With its own title a session says nowhere else whose it is, and which.
    ...(event.title === null
      ? []
      : [
          fact('programme', programme.title),
          event.number === null ? null : t('openData.number', { number: String(event.number) }),
        ]),
    event.topic,
    ...event.segments.map(({ start, topic }) => t('openData.segment', { start, topic })),
    fact('format', event.format),
    fact('lecturer', event.lecturer),
    programme.summary,
    programme.description,
    fact('audience', programme.audience),
  ];
}

function notesOf(event: ListedEvent, seats: string | null, t: Translate): string | null {
  const { cancelReason, status, alsoFor, course, programme } = event;
  return once('\n', [
    status === 'cancelled' && cancelReason ? t('openData.cancelled', { reason: cancelReason }) : null,
    alsoFor.length > 0 ? t('openData.joint', { titles: alsoFor.join(t('openData.separator')) }) : null,
    seats,
    course.notes,
    ...programme.notes,
  ]);
}

/** Until when one can register, by the clocks of the session; one at midnight is the end of the day before, so its date alone. */
function closingOf(event: ListedEvent): { readonly date: string | null; readonly time: string | null } {
  const { timeZone } = event;
  const closesAt = lastClosing({ ...event, opensAt: null });
  if (closesAt === null) return { date: null, time: null };
  const [date, time] = [civilDateOf(closesAt, timeZone), civilTimeOf(closesAt, timeZone)];
  return time === '00:00' ? { date: addDays(date, -1), time: null } : { date, time };
}

/** Decimal: what is so small that it would be written with an exponent is written out. */
function degrees(value: number | null | undefined): string | number | null {
  if (value === null || value === undefined) return null;
  return String(value).includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : value;
}

/** Texts one below the other; null: none says anything. */
function said(texts: readonly (string | null | undefined)[]): string | null {
  return texts.filter((text) => text?.trim()).join('\n') || null;
}

/** The same with each part once: a list that was imported says in one place what was said in several. */
function once(separator: string, texts: readonly (string | null)[]): string | null {
  const parts = texts.flatMap((text) => text?.split(separator) ?? []).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))].join(separator) || null;
}
