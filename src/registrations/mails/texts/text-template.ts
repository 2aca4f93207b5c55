import type { SheetBlock } from '../../../platform/mail/sheet.js';
import { givesAway } from './hidden-words.js';

/** What stands for something that only the moment of writing knows: `{{code}}`. */
const PLACEHOLDER = /\{\{\s*([A-Za-z]+)\s*\}\}/g;
/** The same, alone in its paragraph. */
const ALONE = /^\s*\{\{\s*([A-Za-z]+)\s*\}\}\s*$/;
const BLANK_LINES = /\n[^\S\n]*\n\s*/;

/** A subject and a body with placeholders, as an organization writes them. */
export interface OwnWords {
  readonly subject: string;
  /** Paragraphs with a blank line between them. */
  readonly body: string;
}

/** The same as it is kept, with what it must not say by now. */
export interface KeptWords extends OwnWords {
  /** All names that the organization hides where the text is for discreet mails; null: it is for plain ones. */
  readonly hidden: readonly string[] | null;
}

/** What can be put in the stead of placeholders. */
export interface MailParts {
  /** Words, by placeholder; what does not apply this time is empty. */
  readonly values: Readonly<Record<string, string>>;
  /** Whole blocks, by placeholder: they stand alone in a paragraph. */
  readonly blocks: Readonly<Record<string, readonly SheetBlock[]>>;
}

/** Names of the placeholders in a template, each once. */
export function placeholdersIn(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name]) => name as string))];
}

/** The placeholder that is all there is of a paragraph; null: there is more, or none. */
export function aloneIn(paragraph: string): string | null {
  return ALONE.exec(paragraph)?.[1] ?? null;
}

export function paragraphsOf(body: string): string[] {
  return body.replaceAll('\r\n', '\n').split(BLANK_LINES);
}

/**
 * The one line of a template, filled: blocks have no place in it. Values go in as they are and are not looked through again,
 * so that nothing in a nickname is ever a placeholder.
 */
export function filledLine(template: string, { values }: Pick<MailParts, 'values'>): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => own(values, name) ?? whole);
}

/** The paragraphs of a template, filled. A paragraph of which nothing is left is left out. */
export function filledBody(template: string, parts: MailParts): SheetBlock[] {
  return paragraphsOf(template).flatMap((paragraph): readonly SheetBlock[] => {
    const block = own(parts.blocks, aloneIn(paragraph) ?? '');
    if (block) return block;
    const text = filledLine(paragraph, parts).trim();
    return text === '' ? [] : [{ kind: 'paragraph', text }];
  });
}

/** What a mail is to say: the organization's words, if it has any, and the usual ones. */
export interface Wording {
  readonly own: OwnWords | KeptWords | null;
  /** The usual subject, ready to be sent, and the usual body as a template. */
  readonly usual: OwnWords;
  readonly parts: MailParts;
  /** Names that a discreet mail must not say, beside those its text is kept with; null: a plain one may say them all. */
  readonly hidden: readonly (string | null)[] | null;
}

/**
 * Subject and blocks of a mail: in the organization's own words where they are still true and give nothing away, in the
 * usual ones otherwise. Programmes are renamed after texts are saved, and not every mail of a kind has everything to tell.
 */
export function worded({ own, usual, parts, hidden }: Wording): {
  readonly subject: string;
  readonly blocks: readonly SheetBlock[];
} {
  const said = own && canSay(own, usual, parts) ? filled(own, parts) : null;
  const names = own && 'hidden' in own ? (own.hidden ?? []) : [];
  if (said && !(hidden && givesAway(textOf(said), [...hidden, ...names]))) return said;
  return { subject: usual.subject, blocks: filledBody(usual.body, parts) };
}

function filled({ subject, body }: OwnWords, parts: MailParts) {
  return { subject: filledLine(subject, parts), blocks: filledBody(body, parts) };
}

/** The words of the organization in it: what stands in blocks the composer has written. */
function textOf({ subject, blocks }: ReturnType<typeof filled>): string {
  return [subject, ...blocks.map((block) => (block.kind === 'paragraph' ? block.text : ''))].join('\n');
}

/** True where everything that a text names is there: a sentence around nothing is none. What the usual mail may leave out, it may. */
function canSay({ subject, body }: OwnWords, usual: OwnWords, { values, blocks }: MailParts): boolean {
  const dispensable = new Set(placeholdersIn(usual.body));
  return placeholdersIn(`${subject}\n${body}`).every(
    (name) =>
      Object.hasOwn(blocks, name) ||
      (Object.hasOwn(values, name) && (values[name] !== '' || dispensable.has(name))),
  );
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
