import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import { AppConfig } from '../config/app-config.js';
import { coloursOf, isAccent, pathOf } from './accent-sheets.js';
import { FORMATS } from './formats.js';
import { type Language, Messages, type Translate } from './messages.js';
import { TEMPLATES } from './paths.js';
import { EMBED_SHEET, FONT_SHEET, PUBLIC_SHEET, STAFF_SHEET } from './style-sheet.js';

/** What every page knows besides its own data. */
export interface PageContext {
  readonly language: Language;
  /** True where readings stand over the kanji. */
  readonly furigana?: boolean;
  /** Path and query of this page without `lang` and `furigana`, for the language switch. */
  readonly path: string;
  /** Signed-in staff, for the staff layout; absent on public pages. */
  readonly staff?: { readonly name: string; readonly csrf: string; readonly roles: readonly string[] };
}

/** A page without what it is about: what comes before it, and what comes after. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/** Stands where the rest of a page comes in. Nothing that is escaped looks like it. */
const REST = '<!--rest-->';

/** Eta templates, compiled at start: a template that does not compile stops the start, not a visitor. */
@Injectable()
export class Views {
  private readonly eta: Eta;
  readonly messages: Messages;

  constructor(private readonly config: AppConfig) {
    this.messages = new Messages(
      join(TEMPLATES, 'messages'),
      readdirSync(join(TEMPLATES, 'messages')).sort(),
    );
    this.eta = new Eta({ views: TEMPLATES, cache: true, autoTrim: [false, 'nl'] });
    for (const entry of readdirSync(TEMPLATES, { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.eta')) continue;
      const name = `/${relative(TEMPLATES, join(entry.parentPath, entry.name)).slice(0, -'.eta'.length)}`;
      this.eta.templatesSync.define(
        `@${name}`,
        this.eta.compile(this.eta.readFile(join(TEMPLATES, `${name}.eta`))),
      );
    }
  }

  translator(language: Language): Translate {
    return this.messages.translator(language);
  }

  /**
   * A whole HTML page from `templates/<name>.eta`, or what comes into the place that `around` leaves, from one without a layout;
   * `it` holds `data`, the context, and the tools below.
   */
  page(name: string, context: PageContext, data: Readonly<Record<string, unknown>>): string {
    return this.eta.render(`@/${name}`, {
      ...this.tools(context.language, context.furigana),
      ...context,
      otherLanguageHref: withLanguage(context.path, context.language === 'en' ? 'ja' : 'en'),
      ...data,
    });
  }

  /** A page whose template leaves a place for `rest`, to be filled in later: `data` needs only what stands around it. */
  around(name: string, context: PageContext, data: Readonly<Record<string, unknown>>): Surroundings {
    const [before = '', after = ''] = this.page(name, context, { ...data, rest: REST }).split(REST);
    return { before, after };
  }

  /** Text or HTML that is not a page of the site (mails): no path, no language switch. */
  fragment(name: string, language: Language, data: Readonly<Record<string, unknown>>): string {
    return this.eta.render(`@/${name}`, { ...this.tools(language), language, ...data });
  }

  private tools(language: Language, furigana = false) {
    return {
      t: this.messages.translator(language),
      has: (key: string) => this.messages.has(key),
      format: FORMATS[language],
      /** A path of this site in the language of the page. */
      href: (path: string) => withLanguage(path, language, furigana),
      hrefIn: withLanguage,
      /** A name in the page's language where it has one in it, with the language it is then in (for `lang`). */
      local: (japanese: string, english: string | null | undefined) =>
        language === 'en' && english ? { text: english, lang: 'en' } : { text: japanese, lang: 'ja' },
      publicUrl: this.config.publicUrl,
      /** Address of the page's style sheet, in the colour of the organization that it is about (`#rrggbb`), if it has one. */
      stylePath: (accent?: string | null) => pathOf(PUBLIC_SHEET, accent, this.config.secret),
      staffStylePath: (accent?: string | null) => pathOf(STAFF_SHEET, accent, this.config.secret),
      embedStylePath: (accent?: string | null) => pathOf(EMBED_SHEET, accent, this.config.secret),
      accentOf: (accent?: string | null) => (accent && isAccent(accent) ? coloursOf(accent) : null),
      fontsPath: FONT_SHEET.path,
    };
  }
}

/** What calendars and programs fetch: no page, so nothing stands over its kanji. */
const FILE = /\.(?:ics|atom|csv|json|txt)(?:[?#]|$)/;

/** `path` with `lang` where the language is not the default one, and with `furigana` where readings stand over the kanji of a page. */
export function withLanguage(path: string, language: Language, furigana = false): string {
  const asked = [
    ...(language === 'ja' ? [] : [`lang=${language}`]),
    ...(furigana && !FILE.test(path) ? ['furigana=1'] : []),
  ];
  if (asked.length === 0) return path;
  const [before, fragment] = path.split('#') as [string, string?];
  return `${before}${before.includes('?') ? '&' : '?'}${asked.join('&')}${fragment ? `#${fragment}` : ''}`;
}
