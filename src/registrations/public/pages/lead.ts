import type { Language, Translate } from '../../../platform/views/messages.js';
import type { ProgrammePage } from '../programme-pages.queries.js';

/** What somebody else wrote, with the language that it is in (for `lang`). */
export interface OwnWords {
  readonly text: string;
  readonly lang: Language;
}

/** What a programme is in one sentence, in the language of the page where somebody has written it; null: it says nothing. */
export function leadOf(
  { summary, summaryEn, summarySimple }: Pick<ProgrammePage, 'summary' | 'summaryEn' | 'summarySimple'>,
  language: Language,
): OwnWords | null {
  if (language === 'en' && summaryEn) return { text: summaryEn, lang: 'en' };
  if (language === 'ja-simple' && summarySimple) return { text: summarySimple, lang: 'ja-simple' };
  return summary ? { text: summary, lang: 'ja' } : null;
}

/** The same from its kind alone, in words of ours; null where that says nothing. */
export function leadOfKind(
  kind: string,
  { t, language }: { readonly t: Translate; readonly language: Language },
) {
  return kind === 'other' ? null : { text: t(`answers.kind.${kind}`), lang: language };
}
