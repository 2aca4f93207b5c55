import { type TextRules, valuesFor } from './text-faults.js';

/** A placeholder as the editor explains it. */
export interface Placeholder {
  readonly name: string;
  /** True: stands alone in its paragraph, and never in the subject. */
  readonly isBlock: boolean;
  /** True: no text is saved without it. */
  readonly isRequired: boolean;
  readonly isForSubject: boolean;
}

/** What a text of this kind can name. */
export function placeholdersOf(rules: TextRules, discreet: boolean): Placeholder[] {
  const values = valuesFor(rules, discreet).map((name) => ({
    name,
    isBlock: false,
    isRequired: false,
    isForSubject: !rules.order.includes(name),
  }));
  const blocks = rules.blocks.map((name) => ({
    name,
    isBlock: true,
    isRequired: rules.required.includes(name),
    isForSubject: false,
  }));
  return [...values, ...blocks];
}
