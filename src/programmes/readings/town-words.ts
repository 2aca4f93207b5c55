import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Furigana } from '../../platform/views/furigana/furigana.js';
import type { Word } from '../../platform/views/furigana/reader.js';
import { asHiragana } from '../../platform/views/furigana/spelled-reading.js';
import { type Shown, type TownWord, wordsOfTowns } from './town-words.queries.js';

/** Things of one sort on a page; what a page has more of says nothing more of whose it is. */
const MOST = 300;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PROGRAMME = /\/programmes\/([^"'/?#&<>\s]+)/g;
const ORGANIZATION = /(?:[?;&]organization=|\/calendar\/(?=[^"'<>\s]+\.ics))([^"'/?#&<>\s.]+)/g;
const SESSION_OR_COURSE = new RegExp(`/(?:sessions|courses)/(${UUID})`, 'g');
/** 宇部市, うべし: 宇部 is read うべ. */
const KINDS_OF_TOWN = [
  ['市', 'し'],
  ['区', 'く'],
  ['町', 'まち'],
  ['町', 'ちょう'],
  ['村', 'むら'],
  ['村', 'そん'],
  ['県', 'けん'],
] as const;

/** Tells furigana the words of the organizations whose things a page shows: the page links to them. One query for each page. */
@Injectable()
export class TownWords implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly furigana: Furigana,
  ) {}

  onModuleInit(): void {
    this.furigana.know(async (html) => readable(await wordsOfTowns(this.db, shownOn(html))));
  }
}

/** Whose the things are to which a page links. */
export function shownOn(html: string): Shown {
  const all = (pattern: RegExp) => [
    ...new Set([...html.matchAll(pattern)].flatMap(([, name = '']) => plain(name))),
  ];
  return {
    organizations: all(ORGANIZATION).slice(0, MOST),
    programmes: all(PROGRAMME).slice(0, MOST),
    ids: all(SESSION_OR_COURSE).slice(0, MOST),
  };
}

/** What PostgreSQL cannot hold names nothing. */
function plain(name: string): string[] {
  try {
    const text = decodeURIComponent(name);
    return text.includes('\0') ? [] : [text];
  } catch {
    return [];
  }
}

/** Words with one reading each. Where two towns of a page read the same word differently, neither is known to be right there. */
export function readable(words: readonly TownWord[]): Word[] {
  const all = words.flatMap((word) => {
    const own = { text: word.text, reading: asHiragana(word.reading) };
    return [own, ...withoutKind(own)];
  });
  const readings = Map.groupBy(all, ({ text }) => text);
  return [...readings.values()].flatMap((same) =>
    new Set(same.map(({ reading }) => reading)).size === 1 ? same.slice(0, 1) : [],
  );
}

function withoutKind({ text, reading }: TownWord): TownWord[] {
  const kind = KINDS_OF_TOWN.find(([kanji, kana]) => text.endsWith(kanji) && reading.endsWith(kana));
  if (!kind || !/^\p{Script=Han}{3,}$/u.test(text)) return [];
  return [{ text: text.slice(0, -kind[0].length), reading: reading.slice(0, -kind[1].length) }];
}
