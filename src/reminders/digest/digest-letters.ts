import { Injectable } from '@nestjs/common';
import { quotable } from '../../platform/mail/quotable.js';
import type { SheetBlock } from '../../platform/mail/sheet.js';
import { FORMATS } from '../../platform/views/formats.js';
import type { Translate } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { replyToOf, telephoneOf } from '../../registrations/mails/notice-names.js';
import type { Letter } from '../../registrations/mails/texts/text-kinds.js';
import { type MailParts, type OwnWords, worded } from '../../registrations/mails/texts/text-template.js';
import type { DigestContent } from './digest-content.js';
import { dateBlocks } from './digest-parts.js';
import type { DigestReader } from './digest-subscriptions.queries.js';
import { PENDING_DAYS } from './digest-subscriptions.service.js';
import { DigestTokens } from './digest-tokens.js';

/** Where the words of each mail are in the catalogues. */
export const DIGEST_WORDS = 'digest.mail.monthly';
export const CONFIRM_WORDS = 'digest.mail.confirm';
/** Those of the mail to an address that gets the digest already and is asked for again. */
const AGAIN_WORDS = 'digest.mail.again';

/** What the text of a digest may name, and the order in which it usually does; see `TextKind`. */
export const DIGEST_PLACEHOLDERS = {
  values: ['lead', 'next', 'month', 'count', 'organization'],
  telling: ['organization'],
  blocks: ['heading', 'dates', 'link', 'further'],
  required: ['link'],
  order: ['heading', 'lead', 'dates', 'link', 'next', 'further'],
} as const;

/** The same of the mail that asks for a yes. */
export const CONFIRM_PLACEHOLDERS = {
  values: ['lead', 'next', 'organization'],
  telling: ['organization'],
  blocks: ['heading', 'link'],
  required: ['link'],
  order: ['heading', 'lead', 'link', 'next'],
} as const;

/** Whose mail it is, and how it is to look. */
export type DigestAddressee = Omit<DigestReader, 'status' | 'createdAt' | 'audiences' | 'kinds'>;

/**
 * Writes the digest, and the mail that asks for a yes to it. A discreet one names neither organization nor programme: it says
 * that there are dates and how many, and links to the page that has them.
 */
@Injectable()
export class DigestLetters {
  constructor(
    private readonly views: Views,
    private readonly tokens: DigestTokens,
  ) {}

  /** The digest of a month. @param own the organization's words; null: the usual ones */
  monthly(reader: DigestAddressee, content: DigestContent, own: OwnWords | null): Letter {
    const { id, language, discreet } = reader;
    const t = this.views.translator(language);
    const month = FORMATS[language].month(`${content.month}-01`);
    const count = content.sessions.filter(({ status }) => status === 'scheduled').length;
    const facts = { month, count, organization: nameOf(reader) };
    const say = (part: string) => t(`${DIGEST_WORDS}.${part}`, facts);
    const url = this.tokens.datesUrl(id, content.month, language);
    const blocks = {
      heading: [{ kind: 'heading', text: say('heading') }],
      dates: discreet ? [] : dateBlocks(content, t, language),
      link: [{ kind: 'button', lead: say('link'), label: say('button'), url }],
      further: [{ kind: 'reference', text: say('further'), url: this.tokens.settingsUrl(id, language) }],
    } satisfies Record<string, SheetBlock[]>;
    const values = {
      lead: say('lead'),
      next: say('next'),
      month,
      count: String(count),
      organization: discreet ? '' : nameOf(reader),
    };
    const leave = { text: say('leave'), url: this.tokens.leaveUrl(id, language) };
    return this.letter(reader, {
      words: DIGEST_WORDS,
      ...{ t, own, facts, leave, parts: { values, blocks }, order: DIGEST_PLACEHOLDERS.order },
    });
  }

  /**
   * The mail with the link behind which its reader says yes; for who has said so, the one with the link alone. Until then
   * anybody may have typed the address: the mail gives nothing away, whatever was chosen along with it.
   */
  confirm(asked: DigestAddressee & Pick<DigestReader, 'status'>, own: OwnWords | null): Letter {
    const isPending = asked.status === 'pending';
    const reader = { ...asked, discreet: asked.discreet || isPending };
    const { id, language, discreet } = reader;
    const t = this.views.translator(language);
    const words = isPending ? CONFIRM_WORDS : AGAIN_WORDS;
    const facts = { organization: nameOf(reader), days: PENDING_DAYS };
    const say = (part: string) => t(`${words}.${part}`, facts);
    const url = this.tokens.settingsUrl(id, language);
    const parts: MailParts = {
      values: { lead: say('lead'), next: say('next'), organization: discreet ? '' : nameOf(reader) },
      blocks: {
        heading: [{ kind: 'heading', text: say('heading') }],
        link: [{ kind: 'button', lead: say('link'), label: say('button'), url }],
      },
    };
    const leave = { text: say('leave'), url: this.tokens.leaveUrl(id, language) };
    return this.letter(reader, {
      ...{ words, t, facts, parts, leave, order: CONFIRM_PLACEHOLDERS.order },
      own: isPending ? own : null,
    });
  }

  private letter(reader: DigestAddressee, { words, t, own, facts, parts, order, leave }: Wording): Letter {
    const { discreet, language, senderName } = reader;
    const telephone = telephoneOf(reader, t);
    const usual = order.map((name) => `{{${name}}}`).join('\n\n');
    const { subject, blocks } = worded({
      ...{ own, parts },
      usual: { subject: t(`${words}.${discreet ? 'discreetSubject' : 'subject'}`, facts), body: usual },
      hidden: discreet ? [reader.organizationName, reader.organizationNameEn] : null,
    });
    const opening = blocks.find(({ kind }) => kind === 'paragraph');
    return {
      subject,
      senderName: discreet ? t('mail.sender') : (senderName ?? nameOf(reader)),
      replyTo: replyToOf(reader),
      language,
      unsubscribeUrl: leave.url,
      values: parts.values,
      sheet: {
        heading: t(`${words}.heading`, facts),
        preview: opening?.kind === 'paragraph' ? opening.text : (parts.values.lead ?? ''),
        blocks,
        footer: {
          lines: [
            ...(discreet ? [] : [nameOf(reader)]),
            ...(telephone ? [`${t('mail.contact')}: ${telephone}`] : []),
            t(`${words}.footer`),
          ],
          url: null,
          leave,
        },
      },
    };
  }
}

interface Wording {
  readonly words: string;
  readonly t: Translate;
  readonly own: OwnWords | null;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly parts: MailParts;
  readonly order: readonly string[];
  readonly leave: { readonly text: string; readonly url: string };
}

/** The organization's name in the reader's language, where it has one in it. */
function nameOf({ language, organizationName, organizationNameEn }: DigestAddressee): string {
  return quotable((language === 'en' ? organizationNameEn : null) ?? organizationName);
}
