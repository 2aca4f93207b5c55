import type { Translate } from '../../platform/views/messages.js';
import type { NoticeRegistration } from './notice.js';
import { givesAway } from './texts/hidden-words.js';

/** The programme's title in the reader's language, where it has one in it. */
export function titleOf({ language, programmeTitle, programmeTitleEn }: NoticeRegistration): string {
  return (language === 'en' ? programmeTitleEn : null) ?? programmeTitle;
}

/** The organization's name in the reader's language, where it has one in it. */
export function organizationOf({
  language,
  organizationName,
  organizationNameEn,
}: NoticeRegistration): string {
  return (language === 'en' ? organizationNameEn : null) ?? organizationName;
}

/** What a footer needs to know of its reader and house to name a telephone. */
export type TelephoneHouse = Pick<
  NoticeRegistration,
  'contactTel' | 'discreet' | 'organizationName' | 'organizationNameEn'
> &
  Partial<
    Pick<NoticeRegistration, 'programmeTitle' | 'programmeTitleEn' | 'programmeTel' | 'programmeExtension'>
  >;

/**
 * Whom to telephone: the programme's own number in plain mails, else the organization's. A discreet mail never has the
 * programme's: whoever calls it back hears what it is about. It has none at all where the organization's line (free text in
 * programme files) would say so.
 */
export function telephoneOf({ contactTel, discreet, ...house }: TelephoneHouse, t: Translate): string | null {
  const { programmeTitle = null, programmeTitleEn = null, organizationName, organizationNameEn } = house;
  const { programmeTel, programmeExtension: extension } = house;
  if (programmeTel && !discreet)
    return extension ? t('mail.extension', { telephone: programmeTel, extension }) : programmeTel;
  const names = [programmeTitle, programmeTitleEn, organizationName, organizationNameEn];
  return contactTel === null || (discreet && givesAway(contactTel, names)) ? null : contactTel;
}

/** Where answers go; nowhere, where the address itself would say what a discreet mail is about. */
export function replyToOf({
  contactEmail,
  discreet,
}: Pick<NoticeRegistration, 'contactEmail' | 'discreet'>): string | undefined {
  if (contactEmail === null || (discreet && givesAway(contactEmail, []))) return undefined;
  return contactEmail;
}
