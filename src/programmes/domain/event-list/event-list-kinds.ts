import type { Audience, Kind } from '../kinds.js';

/** Words by which an event shows what it is; the first that is found decides, so the narrower come first. */
const KIND_WORDS: readonly (readonly [RegExp, Kind])[] = [
  [/家族会|家族の会|親の会|親のつどい|家族の?(集い|つどい|交流)/u, 'family_meeting'],
  [/女子会|女性(の|のための|限定の?)?(会|集い|つどい|居場所|サロン|カフェ)/u, 'womens_gathering'],
  [/オンライン(居場所|サロン|ルーム|交流|フリースペース)/u, 'online_space'],
  [/教室|連続講座|全\s*[0-9０-９一二三四五六七八九十]+\s*回/u, 'class_series'],
  [/フォーラム|シンポジウム/u, 'forum'],
  [/講演/u, 'lecture'],
  [/セミナー/u, 'seminar'],
  [/研修|養成/u, 'training'],
  [/相談/u, 'consultation'],
  [/就労体験|職場体験|仕事体験|しごと体験/u, 'work_experience'],
  [/当事者会|自助|ピア/u, 'peer_group'],
  [/連絡会|協議会|ネットワーク会議/u, 'network_meeting'],
  [/居場所|フリースペース|サロン|カフェ|ひろば|広場/u, 'free_space'],
  [/クラブ|サークル|部活/u, 'club'],
  [/スポーツ|体操|ウォーキング|卓球|ヨガ/u, 'sports'],
  [/講座/u, 'lecture'],
];

/** Words in a name that leave no doubt who is meant. */
const AUDIENCE_WORDS: readonly (readonly [RegExp, Audience])[] = [
  [/家族|親の/u, 'family'],
  [/女性|女子会/u, 'women'],
  [/当事者|ご?本人/u, 'self'],
  [/支援者|関係者/u, 'supporter'],
  [/どなたでも|市民公開/u, 'anyone'],
];

/** What sort of programme a name, and where that does not tell a description, speaks of. Staff correct it where it errs. */
export function kindOfEvent(title: string, description: string): Kind {
  const of = (text: string) => KIND_WORDS.find(([words]) => words.test(text))?.[1];
  return of(title) ?? of(description) ?? 'other';
}

/** For whom an event is, where its name says so. */
export function audiencesOfEvent(title: string): Audience[] {
  return AUDIENCE_WORDS.flatMap(([words, audience]) => (words.test(title) ? [audience] : []));
}
