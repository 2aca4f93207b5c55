import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { parse } from 'yaml';
import type { Fault } from '../../shared/domain-error.js';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Params = Readonly<Record<string, string | number | null | undefined>>;
export type Translate = (key: string, params?: Params) => string;

type Catalogue = ReadonlyMap<string, IntlMessageFormat>;

/**
 * The message catalogues `templates/messages/<room>.<language>.yaml`, in ICU MessageFormat; keys are paths such as
 * `registrations.form.nickname`. Both languages must have the same keys, or the process does not start.
 */
export class Messages {
  private readonly catalogues: Readonly<Record<Language, Catalogue>>;

  constructor(directory: string, files: readonly string[]) {
    this.catalogues = { ja: load(directory, files, 'ja'), en: load(directory, files, 'en') };
    const missing = LANGUAGES.flatMap((language) => {
      const other = language === 'ja' ? 'en' : 'ja';
      return [...this.catalogues[language].keys()]
        .filter((key) => !this.catalogues[other].has(key))
        .map((key) => `${key} is missing in ${other}`);
    });
    if (missing.length > 0) throw new Error(`Message catalogues differ:\n${missing.join('\n')}`);
  }

  has(key: string): boolean {
    return this.catalogues.ja.has(key);
  }

  /** What is wrong, and what to do about it where the room that found the fault says so. */
  faultText(fault: Fault, language: Language): { readonly detail: string; readonly remedy?: string } {
    const t = this.translator(language);
    const text = (key: string) => (this.has(key) ? t(key, fault.params) : undefined);
    return { detail: text(`faults.${fault.code}`) ?? fault.code, remedy: text(`remedies.${fault.code}`) };
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
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB';
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
