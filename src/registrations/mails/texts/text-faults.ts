import type { Fault } from '../../../shared/domain-error.js';
import { givenAway } from './hidden-words.js';
import type { TextKind } from './text-kinds.js';
import { aloneIn, type OwnWords, paragraphsOf } from './text-template.js';

export const MOST_OF_SUBJECT = 120;
export const MOST_OF_BODY = 4000;

const MOST_SHOWN = 30;

/** Whatever is meant as a placeholder, closed or not. */
const MEANT = /\{\{([^{}]*)(\}\})?/g;
const NAME = /^\s*([A-Za-z]+)\s*$/;
/** Braces of the width of Japanese letters: where an input method was left on. */
const WIDE_BRACES = /[｛｝]{2}/;
const ONE_LINE = /^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u;
const LINES = /^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|[\t\n])*$/u;

/** What the text of a kind of mail may and must name. */
export type TextRules = Pick<TextKind, 'values' | 'telling' | 'blocks' | 'required' | 'order'>;

/** For whom a text is. */
export interface TextReaders {
  readonly discreet: boolean;
  /** Names that a discreet text must not say. */
  readonly hidden: readonly (string | null)[];
}

/** Names of placeholders that a text of this kind may have; a discreet one has none that tell what it is about. */
export function valuesFor({ values, telling }: TextRules, discreet: boolean): string[] {
  return values.filter((name) => !discreet || !telling.includes(name));
}

/** Everything for which a text is not saved, with what to do about it in the words of `remedies` and `faults`. */
export function textFaults(text: OwnWords, rules: TextRules, readers: TextReaders): Fault[] {
  return [...subjectFaults(text.subject, rules, readers), ...bodyFaults(text.body, rules, readers)];
}

function subjectFaults(subject: string, rules: TextRules, readers: TextReaders): Fault[] {
  const known = valuesFor(rules, readers.discreet).filter((name) => !rules.order.includes(name));
  const fault = faultOf('subject');
  return [
    ...sizeFaults(subject, MOST_OF_SUBJECT, fault),
    ...(ONE_LINE.test(subject) ? [] : [fault('isPlainText')]),
    ...braceFaults(subject, known, fault),
    ...namesIn(subject).flatMap((name) => {
      if (known.includes(name)) return [];
      const isForBody = rules.blocks.includes(name) || rules.order.includes(name);
      return [
        isForBody
          ? fault('mailText.notInSubject', { name: braced(name) })
          : fault('mailText.unknownPlaceholder', { name: braced(name), known: listOf(known) }),
      ];
    }),
    ...hiddenFaults(subject, readers, fault),
  ];
}

function bodyFaults(body: string, rules: TextRules, readers: TextReaders): Fault[] {
  const known = [...valuesFor(rules, readers.discreet), ...rules.blocks];
  const fault = faultOf('body');
  const paragraphs = paragraphsOf(body);
  const alone = paragraphs.map(aloneIn);
  const crowded = paragraphs
    .filter((_, index) => alone[index] === null)
    .flatMap(namesIn)
    .filter((name) => rules.blocks.includes(name));
  return [
    ...sizeFaults(body, MOST_OF_BODY, fault),
    ...(LINES.test(body.replaceAll('\r\n', '\n')) ? [] : [fault('isPlainLines')]),
    ...braceFaults(body, known, fault),
    ...namesIn(body)
      .filter((name) => !known.includes(name))
      .map((name) => fault('mailText.unknownPlaceholder', { name: braced(name), known: listOf(known) })),
    ...crowded.map((name) => fault('mailText.blockNotAlone', { name: braced(name) })),
    ...rules.required
      .filter((name) => !alone.includes(name) && !crowded.includes(name))
      .map((name) => fault('mailText.missingBlock', { name: braced(name) })),
    ...hiddenFaults(body, readers, fault),
  ];
}

type FaultOf = (code: string, params?: Fault['params']) => Fault;

function faultOf(field: keyof OwnWords): FaultOf {
  return (code, params) => (params ? { field, code, params } : { field, code });
}

function sizeFaults(text: string, max: number, fault: FaultOf): Fault[] {
  if (text.trim() === '') return [fault('isNotEmpty')];
  return [...text].length > max ? [fault('maxLength', { max })] : [];
}

/** Braces that would be sent as they stand. */
function braceFaults(text: string, known: readonly string[], fault: FaultOf): Fault[] {
  const unclosed = [...text.matchAll(MEANT)].find(([, , end]) => end === undefined);
  // {code} may be meant so; where the name is one of ours, it hardly is.
  const single = [...text.matchAll(/(?<!\{)\{\s*([A-Za-z]+)\s*\}(?!\})/g)].find(([, name]) =>
    known.includes(name as string),
  );
  return [
    ...(unclosed ? [fault('mailText.unclosed', { start: unclosed[0].trim().slice(0, MOST_SHOWN) })] : []),
    ...(single ? [fault('mailText.singleBraces', { name: braced(single[1] as string) })] : []),
    ...(WIDE_BRACES.test(text) ? [fault('mailText.wideBraces')] : []),
  ];
}

function hiddenFaults(text: string, { discreet, hidden }: TextReaders, fault: FaultOf): Fault[] {
  // What a placeholder breaks up is read as one by whoever gets nothing in its stead.
  const word = discreet ? givenAway(text.replace(MEANT, ''), hidden) : undefined;
  return word === undefined ? [] : [fault('mailText.givesAway', { word })];
}

/** What is meant as placeholders in a text, by name, each once; one that can be no name as it stands. */
function namesIn(text: string): string[] {
  const closed = [...text.matchAll(MEANT)].filter(([, , end]) => end !== undefined);
  return [...new Set(closed.map(([, inner = '']) => NAME.exec(inner)?.[1] ?? inner.trim()))];
}

function listOf(names: readonly string[]): string {
  return names.map(braced).join(' ');
}

/** A placeholder as it is written; what is no name only as far as it helps to find it. */
function braced(name: string): string {
  return `{{${name.slice(0, MOST_SHOWN)}}}`;
}
