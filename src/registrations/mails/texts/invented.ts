import type { Language, Translate } from '../../../platform/views/messages.js';
import { newId } from '../../../shared/ids.js';
import type { NoticePlace, NoticeRegistration, NoticeSession } from '../notice.js';

/** What is real in a sample: the house, the programme, how its course takes people. */
export type House = Pick<
  NoticeRegistration,
  | 'decidedBy'
  | 'offerHours'
  | 'timeZone'
  | 'quietFrom'
  | 'quietUntil'
  | 'programmeTitle'
  | 'programmeTitleEn'
  | 'organizationName'
  | 'organizationNameEn'
  | 'senderName'
  | 'contactEmail'
  | 'contactTel'
  | 'programmeTel'
  | 'programmeExtension'
>;

/** For whom a sample is written. */
export interface SampleReader {
  readonly organizationId: string;
  readonly language: Language;
  readonly discreet: boolean;
}

/** Somebody who does not exist. Their link leads nowhere: no registration has their id. */
export function inventedRegistration(house: House, reader: SampleReader, t: Translate): NoticeRegistration {
  return {
    ...house,
    ...reader,
    id: newId(),
    tokenVersion: 0,
    code: t('mailTexts.sample.code'),
    nickname: t('mailTexts.sample.nickname'),
    status: 'confirmed',
    membership: false,
    resting: null,
    isContinued: false,
    people: 1,
    mailWanted: 'all',
    email: null,
    places: [],
  };
}

/** Their place in a real session. */
export function inventedPlace(session: NoticeSession): NoticePlace {
  return { id: newId(), status: 'confirmed', confirmedAt: null, releasedAt: null, session };
}
