import type { EventListColumn } from './event-list.js';
import { cellLine, type ListMember, type SharedText, sharedText } from './event-list-members.js';
import { FREE_OF_CHARGE, saysFree } from './fee-words.js';

/** The texts of a programme as its rows say them together. */
export interface ListWords {
  readonly titleKana: SharedText;
  readonly titleEn: SharedText;
  readonly fee: SharedText;
  readonly contact: SharedText;
  readonly contactTel: SharedText;
  readonly contactExtension: SharedText;
  readonly registrationText: SharedText;
  /** 先着30人: what 定員 says beside the number; it goes with how one registers. */
  readonly seats: SharedText;
  readonly notes: SharedText;
  readonly address: SharedText;
  readonly hosts: SharedText;
}

/** The words of the list in which a member's own text of each thing is kept with its session. */
const COLUMNS: Readonly<Record<keyof ListWords, readonly EventListColumn[]>> = {
  titleKana: ['イベント名_カナ'],
  titleEn: ['イベント名_英語'],
  fee: ['料金(基本)', '料金(詳細)'],
  contact: ['連絡先名称'],
  contactTel: ['連絡先電話番号'],
  contactExtension: ['連絡先内線番号'],
  registrationText: ['参加申込方法'],
  seats: ['定員'],
  notes: ['備考'],
  address: ['URL'],
  hosts: ['主催者'],
};

const NUMBER_IN_KANA = /\s?[（(]?ダイ\s*[0-9０-９]+\s*カイ[）)]?/gu;
const NUMBER_IN_ENGLISH = /\s?[(（]?(?:no\.?|#|vol\.?|part|session)\s*\d+[)）]?/giu;

/** @param ownAddress where pages of this installation are: an address there says nothing */
export function listWords(members: readonly ListMember[], isKnown: boolean, ownAddress: string): ListWords {
  const shared = (thing: keyof ListWords) =>
    sharedText(
      members,
      isKnown,
      COLUMNS[thing],
      (member) => textOf(thing, member, ownAddress),
      // An address leads to one event where another row has another.
      isKnown || thing === 'address',
    );
  const names = Object.keys(COLUMNS) as (keyof ListWords)[];
  const words = Object.fromEntries(names.map((name) => [name, shared(name)])) as unknown as ListWords;
  return { ...words, seats: seatsOfAll(words, members, isKnown) };
}

/** What is said of seats is the programme's only where all rows say it, and there is a text of the list with which it can go. */
function seatsOfAll(
  { seats, registrationText }: ListWords,
  members: readonly ListMember[],
  isKnown: boolean,
): SharedText {
  const texts = members.map((member) => textOf('seats', member, ''));
  const isShared = texts.every((text) => text === texts[0]);
  if (isShared && (!isKnown || registrationText.isSaid)) return seats;
  const published = ({ place }: ListMember) => place?.session.cells?.参加申込方法 ?? '';
  const own = members.filter((member, at) => {
    return texts[at] !== '' && member.saysAnew('定員') && !published(member).includes(texts[at]!);
  });
  return { value: '', isSaid: false, differing: new Set(own) };
}

/** Columns that all rows say alike, so that they change the programme. */
export function sharedColumns(words: ListWords): EventListColumn[] {
  return (Object.keys(COLUMNS) as (keyof ListWords)[]).flatMap((thing) =>
    words[thing].isSaid ? COLUMNS[thing] : [],
  );
}

/** What a member says of its own, as lines for its session. */
export function ownLines(words: ListWords, member: ListMember): string[] {
  return (Object.keys(COLUMNS) as (keyof ListWords)[]).flatMap((thing) => {
    if (!words[thing].differing.has(member)) return [];
    return COLUMNS[thing].flatMap((column) => {
      const cell = column === '備考' ? member.event.remarks : member.event.cells[column];
      const isNumber = column === '定員' && !member.event.seats.hasWords;
      return cell === '' || isNumber ? [] : [cellLine(column, cell)];
    });
  });
}

function textOf(thing: keyof ListWords, { event }: ListMember, ownAddress: string): string {
  const { cells, seats, isCancelled } = event;
  switch (thing) {
    case 'titleKana':
      return event.number === undefined
        ? cells.イベント名_カナ
        : oneSpaced(cells.イベント名_カナ).replace(NUMBER_IN_KANA, '').trim();
    case 'titleEn':
      return event.number === undefined
        ? cells.イベント名_英語
        : oneSpaced(cells.イベント名_英語).replace(NUMBER_IN_ENGLISH, '').trim();
    case 'fee':
      return feeOf(cells['料金(基本)'], cells['料金(詳細)']);
    case 'contact':
      return cells.連絡先名称;
    case 'contactTel':
      return cells.連絡先電話番号;
    case 'contactExtension':
      return cells.連絡先内線番号;
    case 'registrationText':
      return cells.参加申込方法;
    case 'seats':
      return seats.hasWords ? cellLine('定員', cells.定員) : '';
    case 'notes':
      // Of what is cancelled they say why.
      return isCancelled ? '' : event.remarks;
    case 'address':
      return isWithin(cells.URL, ownAddress) ? '' : cells.URL;
    case 'hosts':
      return cells.主催者;
  }
}

/** True for an address of this installation, be it without a path. */
function isWithin(address: string, ownAddress: string): boolean {
  const own = ownAddress.replace(/\/$/, '');
  return own !== '' && (address === own || ['/', '?', '#'].some((end) => address.startsWith(`${own}${end}`)));
}

/** White space as one space each: patterns look at every one of them. */
function oneSpaced(text: string): string {
  return text.replace(/\s+/gu, ' ');
}

/** A number alone is an amount in yen; what the details say too is said once. */
function feeOf(basic: string, details: string): string {
  const digits = basic.normalize('NFKC').replaceAll(',', '');
  if (!/^[0-9]+$/.test(digits)) return [basic, details].filter((text) => text !== '').join('\n');
  const isFree = Number(digits) === 0;
  if (isFree ? saysFreeOfAll(details) : saysAmount(details, Number(digits))) return details;
  return [isFree ? FREE_OF_CHARGE : `${Number(digits)}円`, details].filter((text) => text !== '').join('\n');
}

/** True where details say of the event, and not of the parking, that it costs nothing. */
function saysFreeOfAll(details: string): boolean {
  const plain = details.normalize('NFKC').replaceAll(',', '');
  return (
    saysFree(details) ||
    /(?:^|[\n、。/])(?:(?:参加|受講|利用|入場|聴講|相談)(?:費|料)?|費用|料金)?[はも:]?\s?(?:無料|0円)/u.test(
      plain,
    )
  );
}

/** True where details name the amount itself: 500円, and not the 1500円 in which its digits stand. */
function saysAmount(details: string, amount: number): boolean {
  const plain = details.normalize('NFKC').replaceAll(',', '');
  const amounts = [...plain.matchAll(/(?<![0-9])([0-9]+)\s?円|[¥\\]\s?([0-9]+)(?![0-9])|^([0-9]+)$/gu)];
  return amounts.some(([, yen, marked, alone]) => Number(yen ?? marked ?? alone) === amount);
}
