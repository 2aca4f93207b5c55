import type { Language, Messages } from '../../../platform/views/messages.js';
import { valuesFor } from './text-faults.js';
import type { TextKind } from './text-kinds.js';
import type { OwnWords } from './text-template.js';

/** What the sentences of the catalogues call what a text calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = { title: 'programme' };

/** Which text of a kind. */
export interface TextVariant {
  readonly language: Language;
  readonly discreet: boolean;
}

/**
 * A text that says what the usual mail says, to begin from: sentences are written out where they always read the same;
 * where they choose between words, their placeholder stands for them.
 * @throws Error where the usual subject chooses between words: no text could say it
 */
export function usualText(kind: TextKind, { language, discreet }: TextVariant, messages: Messages): OwnWords {
  const known = valuesFor(kind, discreet);
  const placeholder = (argument: string) => {
    const name = RENAMED[argument] ?? argument;
    return known.includes(name) ? `{{${name}}}` : null;
  };
  const spelled = (part: string) => {
    const key = `${kind.words}.${part}`;
    return messages.has(key) ? messages.spelledOut(key, language, placeholder) : null;
  };
  const subject = spelled(discreet ? 'discreetSubject' : 'subject');
  if (subject === null) throw new Error(`The subject of ${kind.words} cannot be written as a text`);
  const body = kind.order.map((name) => (known.includes(name) ? spelled(name) : null) ?? `{{${name}}}`);
  return { subject, body: body.join('\n\n') };
}
