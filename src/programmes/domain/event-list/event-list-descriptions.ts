import type { AroundTopic } from './event-list-known.js';
import { type ListMember, majority } from './event-list-members.js';

/** 説明 of a programme and what is left of it for each of its sessions. */
export interface ListDescription {
  readonly value: string;
  readonly isSaid: boolean;
  /** Of rows that say something anew. */
  readonly restOf: ReadonlyMap<ListMember, string>;
}

/**
 * Of a new programme the lines in which all rows end, else those in which they begin, else what most rows say; the rest is the
 * session's. Of one that is there already only what all rows say anew.
 * @param ofProgramme what stands around the topics of the programme's sessions
 */
export function listDescription(
  members: readonly ListMember[],
  isKnown: boolean,
  ofProgramme: AroundTopic,
): ListDescription {
  return isKnown ? descriptionOfKnown(members, ofProgramme) : descriptionOfNew(members);
}

function descriptionOfKnown(members: readonly ListMember[], ofProgramme: AroundTopic): ListDescription {
  const speaking = members.filter(
    (member) => textIn(member) !== '' && (!member.place || member.saysAnew('説明')),
  );
  const aroundOf = ({ place }: ListMember) =>
    place?.session.cells ? place.session.aroundTopic : ofProgramme;
  const own = new Map(speaking.map((member) => [member, within(textIn(member), aroundOf(member))]));
  const [first = ''] = speaking.map(textIn);
  const isUnanimous =
    speaking.length === members.length &&
    speaking.every((member) => textIn(member) === first && own.get(member) === undefined);
  return {
    value: isUnanimous ? first : '',
    isSaid: isUnanimous,
    restOf: new Map(
      speaking.map((member) => [member, isUnanimous ? '' : (own.get(member) ?? member.event.description)]),
    ),
  };
}

/** What a text says between two others; undefined where it has not both. */
function within(text: string, { before, after }: AroundTopic): string | undefined {
  const starts = before === '' || text === before || text.startsWith(`${before}\n`);
  const rest = starts ? text.slice(before.length).replace(/^\n/u, '') : text;
  const ends = after === '' || rest === after || rest.endsWith(`\n${after}`);
  return starts && ends ? rest.slice(0, rest.length - after.length).trim() : undefined;
}

function descriptionOfNew(members: readonly ListMember[]): ListDescription {
  const texts = members.map(textIn);
  const value = commonEnd(texts) || commonBeginning(texts) || majority(texts);
  const restOf = (text: string) => {
    if (value === '') return text;
    return within(text, { before: '', after: value }) ?? within(text, { before: value, after: '' }) ?? text;
  };
  return {
    value,
    isSaid: value !== '',
    restOf: new Map(members.map((member) => [member, restOf(textIn(member))])),
  };
}

/** Of a session that is there already the whole text, which is held against what is published of it. */
function textIn({ event, place }: ListMember): string {
  return place ? event.cells.説明 : event.description;
}

function commonBeginning(texts: readonly string[]): string {
  return commonLines(texts.map((text) => text.split('\n')))
    .join('\n')
    .trim();
}

function commonEnd(texts: readonly string[]): string {
  return commonLines(texts.map((text) => text.split('\n').toReversed()))
    .toReversed()
    .join('\n')
    .trim();
}

function commonLines([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const differs = first.findIndex((line, index) => others.some((lines) => lines[index] !== line));
  return differs < 0 ? first : first.slice(0, differs);
}
