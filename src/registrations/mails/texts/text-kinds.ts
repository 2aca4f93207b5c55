import { Injectable } from '@nestjs/common';
import type { Sheet } from '../../../platform/mail/sheet.js';
import type { Language } from '../../../platform/views/messages.js';
import type { NoticePlace, NoticeRegistration } from '../notice.js';
import type { OwnWords } from './text-template.js';

/** A mail before it is written out as text and HTML. */
export interface Letter {
  readonly subject: string;
  readonly senderName: string;
  readonly replyTo?: string;
  readonly unsubscribeUrl?: string;
  readonly language: Language;
  readonly sheet: Sheet;
  /** What the placeholders that are words stand for in it; what does not apply is empty. */
  readonly values: Readonly<Record<string, string>>;
}

/** Somebody who does not exist, registered for what really is on: what previews are written for. */
export interface TextSample {
  /** Also says whose the mail is, and in which language and how openly it is written. */
  readonly registration: NoticeRegistration;
  /** The coming places of that registration, the next first; empty where nothing is on. */
  readonly places: readonly NoticePlace[];
}

/** One kind of mail whose text organizations may write. */
export interface TextKind {
  /** Kind of the text: that of the message, or a finer one where one kind of message says two things. */
  readonly kind: string;
  /** Where its usual words are in the message catalogues: `<words>.subject`, `.discreetSubject`, and those of `order`. */
  readonly words: string;
  /** Placeholders that are words, as the editor lists them. */
  readonly values: readonly string[];
  /** Those of `values` that would give away what a mail is about: a discreet text does not have them. */
  readonly telling: readonly string[];
  /** Placeholders that are whole blocks: each stands alone in its paragraph. */
  readonly blocks: readonly string[];
  /** Those of `blocks` without which a reader could not act: no text is saved without them. */
  readonly required: readonly string[];
  /** Values and blocks as the usual mail has them, one a paragraph. */
  readonly order: readonly string[];
  /** The mail as it would be sent, in the organization's words or (null) the usual ones. */
  letter(sample: TextSample, own: OwnWords | null): Letter | Promise<Letter>;
}

/** The kinds of mail whose text organizations may write. Rooms register theirs at start. */
@Injectable()
export class TextKinds {
  private readonly byKind = new Map<string, TextKind>();

  /** @throws Error where two rooms claim the same kind. */
  register(...kinds: readonly TextKind[]): void {
    for (const kind of kinds) {
      if (this.byKind.has(kind.kind)) throw new Error(`Two texts of kind ${kind.kind}`);
      this.byKind.set(kind.kind, kind);
    }
  }

  of(kind: string): TextKind | undefined {
    return this.byKind.get(kind);
  }

  /** The kind whose usual words stand at this place of the catalogues. */
  ofWords(words: string): TextKind | undefined {
    return this.all().find((kind) => kind.words === words);
  }

  all(): TextKind[] {
    return [...this.byKind.values()];
  }
}
