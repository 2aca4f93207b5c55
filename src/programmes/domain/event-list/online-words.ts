const ONLINE = /online|オンライン|zoom|ウェブ会議|web会議|インターネット/iu;

/** True where the words of a venue or of a sort of seats say that one takes part before a screen: towns call them so, and no column does. */
export function saysOnline(words: string): boolean {
  return ONLINE.test(words.normalize('NFKC'));
}
