import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../organizations/principal.js';
import { LANGUAGES } from '../../../platform/views/messages.js';
import { type PageContext, Views } from '../../../platform/views/views.js';
import type { Fault } from '../../../shared/domain-error.js';
import { MailTextEditing, type TextAddress } from './mail-text-editing.service.js';
import { TEXT_VARIANTS } from './mail-texts.dto.js';
import { placeholdersOf } from './placeholders.js';
import { TextKinds } from './text-kinds.js';
import { TextPreviews } from './text-previews.js';
import type { OwnWords } from './text-template.js';

/** What the editor shows beside what is saved. */
interface Shown {
  readonly done?: 'saved' | 'reset' | null;
  /** What was typed; left out: what is saved, or usual. */
  readonly text?: OwnWords;
  readonly version?: string | null;
  /** Slug of the programme that the preview is about; empty: whatever is on next. */
  readonly programme?: string;
  readonly faults?: readonly Fault[];
  /** True: somebody else has saved since `version`. */
  readonly isContested?: boolean;
  /** True: the preview is of what was typed, and not saved. */
  readonly isUnsaved?: boolean;
}

/** The pages on which organizations write what their mails say. */
@Injectable()
export class MailTextPages {
  constructor(
    private readonly texts: MailTextEditing,
    private readonly previews: TextPreviews,
    private readonly kinds: TextKinds,
    private readonly views: Views,
  ) {}

  async list(principal: Principal, page: PageContext): Promise<string> {
    return this.views.page('staff/mail-texts', page, {
      towns: await this.texts.list(principal),
      kinds: this.kinds.all().map(({ kind }) => kind),
      languages: LANGUAGES,
      variants: TEXT_VARIANTS,
    });
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async editor(principal: Principal, address: TextAddress, page: PageContext, shown: Shown): Promise<string> {
    const edited = await this.texts.edited(principal, address);
    const { kind, language, variant, discreet, organization, own, usual, version } = edited;
    const saved = own ?? usual;
    const { text = saved, faults = [], isContested = false, isUnsaved = false } = shown;
    // A text with faults is not composed: the preview is then of what is sent now.
    const isPreviewed = isUnsaved || (shown.text !== undefined && faults.length === 0);
    const preview = await this.previews.of(kind, isPreviewed ? text : own, {
      ...{ organizationId: organization.id, language, discreet },
      programme: shown.programme,
    });
    return this.views.page('staff/mail-text', page, {
      ...{ organization, kind, variant, own },
      ...preview,
      textLanguage: language,
      done: shown.done ?? null,
      isUnsaved: isPreviewed,
      placeholders: placeholdersOf(kind, discreet),
      languages: LANGUAGES,
      variants: TEXT_VARIANTS,
      values: text,
      examples: preview.values,
      faults: firstByField(faults),
      contested: isContested ? differing(text, saved) : {},
      // Whoever saves after having seen the other text means to.
      version: (isContested || shown.version === undefined ? version : shown.version) ?? '',
    });
  }
}

/** The fault to mend first of each field. */
function firstByField(faults: readonly Fault[]): ReadonlyMap<string, Fault> {
  return new Map([...faults].reverse().map((fault) => [fault.field, fault]));
}

function differing(mine: OwnWords, theirs: OwnWords): Partial<OwnWords> {
  return {
    ...(mine.subject !== theirs.subject && { subject: theirs.subject }),
    ...(mine.body !== theirs.body && { body: theirs.body }),
  };
}
