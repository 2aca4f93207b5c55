import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { parse } from 'yaml';
import type { Fault } from '../../shared/domain-error.js';

/** Languages of what people are told: `ja-simple` is やさしい日本語 (BCP 47 variant `simple`). */
export const LANGUAGES = ['ja', 'ja-simple', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Those of what staff are told. */
export const STAFF_LANGUAGES = ['ja', 'en'] as const;
export type StaffLanguage = (typeof STAFF_LANGUAGES)[number];

export type Params = Readonly<Record<string, string | number | null | undefined>>;
export type Translate = (key: string, params?: Params) => string;

/** Kinds of parts of a message, as the parser of intl-messageformat numbers them. */
const LITERAL = 0;
const ARGUMENT = 1;

type Catalogue = ReadonlyMap<string, IntlMessageFormat>;

/**
 * The message catalogues `templates/messages/<room>.<language>.yaml`, in ICU MessageFormat; keys are paths such as
 * `registrations.form.nickname`. Japanese and English must have the same keys, or the process does not start; やさしい日本語 has
 * its own words for some of them, and says the others as Japanese does.
 */
export class Messages {
  private readonly catalogues: Readonly<Record<Language, Catalogue>>;
  private readonly simple: Catalogue;

  constructor(directory: string, files: readonly string[]) {
    const ja = load(directory, files, 'ja');
    this.simple = load(directory, files, 'ja-simple');
    this.catalogues = {
      ja,
      en: load(directory, files, 'en'),
      'ja-simple': new Map([...ja, ...this.simple]),
    };
    const missing = STAFF_LANGUAGES.flatMap((language) => {
      const other = language === 'ja' ? 'en' : 'ja';
      return [...this.catalogues[language].keys()]
        .filter((key) => !this.catalogues[other].has(key))
        .map((key) => `${key} is missing in ${other}`);
    });
    for (const key of this.simple.keys()) {
      if (!ja.has(key)) missing.push(`${key} is missing in ja`);
    }
    if (missing.length > 0) throw new Error(`Message catalogues differ:\n${missing.join('\n')}`);
  }

  has(key: string): boolean {
    return this.catalogues.ja.has(key);
  }

  /** True where やさしい日本語 has words of its own. */
  hasSimple(key: string): boolean {
    return this.simple.has(key);
  }

  /** Keys of the words in all languages that begin with `prefix`. */
  keys(prefix: string): string[] {
    return [...this.catalogues.ja.keys()].filter((key) => key.startsWith(prefix));
  }

  /**
   * The words of a message that always reads the same, each thing it names as `write` has it; null where it chooses between
   * words or writes a number or date out, or where `write` does not know a name.
   */
  spelledOut(key: string, language: Language, write: (argument: string) => string | null): string | null {
    const parts = this.catalogues[language].get(key)?.getAst() ?? [];
    const words = parts.map((part) => {
      if (part.type === LITERAL) return part.value;
      return part.type === ARGUMENT ? write(part.value) : null;
    });
    return words.includes(null) ? null : words.join('');
  }

  /** What is wrong, and what to do about it where the room that found the fault says so, or the fault itself what is allowed. */
  faultText(fault: Fault, language: Language): { readonly detail: string; readonly remedy?: string } {
    const t = this.translator(language);
    const text = (key: string) => (this.has(key) ? t(key, fault.params) : undefined);
    const allowed = fault.params?.allowed === undefined ? undefined : text('remedies.allowed');
    return {
      detail: text(`faults.${fault.code}`) ?? fault.code,
      remedy: text(`remedies.${fault.code}`) ?? allowed,
    };
  }

  /** A fault as one line: `file:line:column: what is wrong what to do`, or the field's name where there is no file. */
  faultLine(fault: Fault, language: Language): string {
    const { detail, remedy } = this.faultText(fault, language);
    const place = fault.file === undefined ? fault.field : `${fault.file}:${fault.line}:${fault.column}`;
    return `${place}: ${[detail, remedy].filter(Boolean).join(' ')}`;
  }

  /** @throws Error for a key that no catalogue has: a missing word is a defect, never shown as its key. */
  translator(language: Language): Translate {
    const catalogue = this.catalogues[language];
    return (key, params) => {
      const message = catalogue.get(key);
      if (!message) throw new Error(`No message "${key}" in ${language}`);
      return String(message.format({ ...params }));
    };
  }
}

function load(directory: string, files: readonly string[], language: Language): Catalogue {
  const locale = language === 'en' ? 'en-GB' : 'ja-JP';
  const entries = files
    .filter((file) => file.endsWith(`.${language}.yaml`))
    .flatMap((file) => flatten(parse(readFileSync(join(directory, file), 'utf8')) ?? {}, ''));
  // ignoreTag: a `<` in a message is text; HTML is the templates' business.
  return new Map(
    entries.map(([key, text]) => [key, new IntlMessageFormat(text, locale, {}, { ignoreTag: true })]),
  );
}

function flatten(tree: Record<string, unknown>, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? flatten(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] as [string, string]],
  );
}
