import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Language } from '../../../platform/views/messages.js';
import { Views } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import type { RegisterTarget } from '../../public/register-targets.js';
import type { SessionView } from '../../sessions/session-view.js';
import type { NoticePlace, NoticeRegistration, NoticeSession } from '../notice.js';
import { quotableRow, registrationToNotify } from '../registrations.mails.queries.js';
import { inventedPlace, inventedRegistration } from './invented.js';
import { type OwnText, ownTexts, type ShownKind } from './own-texts.queries.js';
import { TextKinds } from './text-kinds.js';

/** What stands on a lock screen when a mail arrives. */
export interface LockScreen {
  readonly senderName: string;
  readonly subject: string;
  readonly preview: string;
}

/** A mail as it arrives discreetly, and as it arrives where plain mail was asked for. */
export interface LockScreens {
  readonly kind: ShownKind;
  readonly discreet: LockScreen;
  readonly plain: LockScreen;
}

/** Shows registrants what others could read on their phone, written by what writes the mails themselves. */
@Injectable()
export class LockScreenViews {
  constructor(
    private readonly db: DataSource,
    private readonly kinds: TextKinds,
    private readonly views: Views,
  ) {}

  /**
   * Of the mails that a registration would bring, in the language of its mails: the answer, and what is sent ahead of a session.
   * Asks the database nothing.
   */
  async of(target: RegisterTarget, language: Language): Promise<LockScreens[]> {
    const { programme, course, standing, ownTexts: texts } = target;
    const house = quotableRow({
      ...programme.organization,
      organizationName: programme.organization.name,
      organizationNameEn: programme.organization.nameEn,
      programmeTitle: programme.title,
      programmeTitleEn: programme.titleEn,
      programmeTel: programme.contactTel,
      programmeExtension: programme.contactExtension,
      decidedBy: course.lottery ? ('lottery' as const) : ('staff' as const),
      offerHours: course.offerHours,
    });
    const reader = { organizationId: programme.organization.id, language, discreet: true };
    const sessions = target.scope === 'slots' ? standing.sessions.slice(0, 1) : standing.sessions;
    const places = sessions.map((session) => inventedPlace(quotableRow(noticeSession(session))));
    const registration = inventedRegistration(house, reader, this.views.translator(language));
    const kinds: ShownKind[] = [
      answerTo(target),
      ...(programme.remindsAhead && places.length > 0 ? (['reminder'] as const) : []),
    ];
    return this.written(kinds, { registration, places }, texts);
  }

  /**
   * Of the mails that a registration still brings, as its holder sets them.
   * @throws DomainError `unknown`
   */
  async ofRegistration(id: string, language: Language): Promise<LockScreens[]> {
    const registration = await registrationToNotify(this.db, id);
    if (!registration) throw new DomainError('unknown');
    const texts = await ownTexts(this.db, registration.organizationId);
    const places = registration.places.filter(({ status }) => status !== 'released');
    const kind = registration.membership ? 'membership' : 'confirmed';
    return this.written(
      [kind, ...(places.length > 0 ? (['reminder'] as const) : [])],
      { registration: { ...registration, language }, places },
      texts,
    );
  }

  private async written(
    kinds: readonly ShownKind[],
    { registration, places }: { registration: NoticeRegistration; places: readonly NoticePlace[] },
    texts: readonly OwnText[],
  ): Promise<LockScreens[]> {
    const { language } = registration;
    const screenOf = async (kind: ShownKind, discreet: boolean): Promise<LockScreen> => {
      const own = texts.find(
        (text) => text.kind === kind && text.language === language && text.discreet === discreet,
      );
      const known = this.kinds.of(kind);
      if (!known) throw new Error(`no text of kind ${kind}`);
      const letter = await known.letter({ registration: { ...registration, discreet }, places }, own ?? null);
      return { senderName: letter.senderName, subject: letter.subject, preview: letter.sheet.preview };
    };
    return Promise.all(
      kinds.map(async (kind) => ({
        kind,
        discreet: await screenOf(kind, true),
        plain: await screenOf(kind, false),
      })),
    );
  }
}

/** The mail that answers a request as things stand. */
function answerTo({ course, standing }: RegisterTarget): ShownKind {
  const isDecidedLater = course.approval || (course.lottery !== null && course.lotteries.length === 0);
  if (standing.state === 'membership') return course.approval ? 'membership_applied' : 'membership';
  if (standing.state === 'waiting_list') return 'waiting';
  return isDecidedLater ? 'applied' : 'confirmed';
}

function noticeSession({ venue, within, ...session }: SessionView): NoticeSession {
  return {
    ...session,
    withinFrom: within?.from ?? null,
    withinUntil: within?.until ?? null,
    venueName: venue?.name ?? null,
    venueNameEn: venue?.nameEn ?? null,
    venueAddress: venue?.address ?? null,
  };
}
