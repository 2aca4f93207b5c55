import { type ListTitle, sameName } from './event-list-titles.js';

/** What 説明 tells of a session that has a title of its own, as lists from here write it. */
export interface OwnTitle {
  /** The title of the session, where イベント名 is that and not the programme's. */
  readonly ownTitle?: string;
  /** 説明 without the lines that say whose it is and which. */
  readonly description: string;
}

const PROGRAMME = /^事業：(.+)$/u;
const NUMBER = /^第([1-9][0-9]{0,3})回$/u;

/**
 * Reads 「事業：家族教室」 and 「第3回」, with which 説明 of a list from here begins where イベント名 is the session's own title, back into
 * title and number of the programme.
 */
export function ownTitle(
  description: string,
  { name }: ListTitle,
): OwnTitle & Partial<Pick<ListTitle, 'title' | 'number' | 'topic'>> {
  const [first = '', second = '', ...rest] = description.split('\n');
  const title = PROGRAMME.exec(first)?.[1]?.trim();
  if (!title || sameName(title) === sameName(name)) return { description };
  const counted = NUMBER.exec(second)?.[1];
  return {
    ownTitle: name,
    title,
    number: counted === undefined ? undefined : Number(counted),
    topic: undefined,
    description: (counted === undefined ? [second, ...rest] : rest).join('\n').trim(),
  };
}
