import { Injectable } from '@nestjs/common';
import type { Language } from '../views/messages.js';
import type { Message } from './message.entity.js';

export interface ComposedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What a lock screen shows below the subject: the first words of the mail. */
  readonly preview: string;
  /** Display name of the sender; neutral unless the registrant asked for plain mail. */
  readonly senderName: string;
  readonly replyTo?: string;
  readonly language: Language;
  /** Where one POST leaves what this mail is part of (RFC 8058); left out where nothing can be left. */
  readonly unsubscribeUrl?: string;
  /** Calendar entries that go with the mail. */
  readonly calendar?: CalendarPart;
}

/** An iCalendar object (RFC 5545) for the reader's calendar. */
export interface CalendarPart {
  /** The same as in `content`: some programs read the one, some the other. */
  readonly method: 'PUBLISH' | 'CANCEL';
  readonly fileName: string;
  readonly content: string;
}

/** Why a message is no longer to be sent: over, moved, cancelled, released. Kept as its outcome. */
export interface NotWanted {
  readonly notWanted: string;
  /** True where it would still be true, but its reader wants no mail: staff may have to tell them otherwise. */
  readonly isSuppressed?: true;
}

/** A mail that can wait: nobody is woken by it. */
export interface NotYet {
  readonly notBefore: Date;
}

/** What a composer makes of a message. */
export type Composed = ComposedMail | NotWanted | NotYet;

export interface MailComposer {
  readonly kinds: readonly string[];
  /** Those of `kinds` for which silence is worse than hearing it twice: sent again when the outcome of a send is unknown. */
  readonly repeatedKinds?: readonly string[];
  /** Writes the mail from the data as it is now, just before it is sent. */
  compose(message: Message): Promise<Composed>;
}

/** Which room writes which kind of mail. Rooms register at start; delivery asks here and knows no domain word. */
@Injectable()
export class MailComposers {
  private readonly byKind = new Map<string, MailComposer>();

  /** @throws Error where two rooms claim the same kind. */
  register(composer: MailComposer): void {
    for (const kind of composer.kinds) {
      if (this.byKind.has(kind)) throw new Error(`Two composers for mails of kind ${kind}`);
      this.byKind.set(kind, composer);
    }
  }

  /** @throws Error where no room writes mails of this kind, and whatever the room's composer throws. */
  async compose(message: Message): Promise<Composed> {
    const composer = this.byKind.get(message.kind);
    if (!composer) throw new Error(`No composer for mails of kind ${message.kind}`);
    return composer.compose(message);
  }

  kinds(): string[] {
    return [...this.byKind.keys()];
  }

  /** Kinds that go again, with the same Message-ID, when nobody knows whether they arrived. */
  repeatedKinds(): string[] {
    return [...new Set(this.byKind.values())].flatMap((composer) => composer.repeatedKinds ?? []);
  }
}
