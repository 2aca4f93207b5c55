import type { NoticeRegistration } from './notice.js';

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
