import type { Language, Translate } from '../../../platform/views/messages.js';
import { type QrCode, qrCode } from '../../../platform/views/qr-code.js';
import { withLanguage } from '../../../platform/views/views.js';

/** How the address of a page is handed on. */
export interface Share {
  /** In the language of the page. */
  readonly url: string;
  /** A mail with the address alone: its subject says nothing of what the page is about. */
  readonly mailto: string;
  readonly qr: QrCode;
}

export function shareOf(
  path: string,
  {
    t,
    language,
    publicUrl,
  }: { readonly t: Translate; readonly language: Language; readonly publicUrl: string },
): Share {
  const url = `${publicUrl}${withLanguage(path, language)}`;
  // Not URLSearchParams: it writes a space as +, which mail programs show.
  const mailto = `mailto:?subject=${encodeURIComponent(t('answers.share.subject'))}&body=${encodeURIComponent(url)}`;
  return { url, mailto, qr: qrCode(url) };
}
