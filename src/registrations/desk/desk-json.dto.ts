import { ApiProperty } from '@nestjs/swagger';
import { LANGUAGES, type Language } from '../../platform/views/messages.js';
import {
  CHANNELS,
  type Channel,
  MAIL_WANTED,
  type MailWanted,
  PLACE_STATUSES,
  type PlaceStatus,
} from '../domain/statuses.js';
import { DESK_ACTS, type DeskAct } from './desk-registration.js';

const STATUSES = ['applied', 'confirmed', 'offered', 'waitlisted', 'declined', 'cancelled'] as const;
type Status = (typeof STATUSES)[number];

const TEXT_OR_NULL = { type: String, nullable: true } as const;
const NUMBER_OR_NULL = { type: Number, nullable: true } as const;
const INSTANT = { format: 'date-time' } as const;
const INSTANT_OR_NULL = { ...TEXT_OR_NULL, ...INSTANT } as const;
const UUID = { format: 'uuid' } as const;

class DeskRowSessionDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty(NUMBER_OR_NULL) number!: number | null;
  @ApiProperty({ ...TEXT_OR_NULL, format: 'date' }) startsOn!: string | null;
  @ApiProperty({ ...TEXT_OR_NULL, example: '10:00' }) startTime!: string | null;
  @ApiProperty({ enum: PLACE_STATUSES, description: 'Of the place in it' }) status!: string;
}

/** One registration of a search: who it is, what for, and its sessions to come. */
export class DeskRowDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty({ description: 'Reception number' }) code!: string;
  @ApiProperty() nickname!: string;
  @ApiProperty() people!: number;
  @ApiProperty({ enum: STATUSES }) status!: Status;
  @ApiProperty() membership!: boolean;
  @ApiProperty({ enum: CHANNELS }) channel!: Channel;
  @ApiProperty(TEXT_OR_NULL) relation!: string | null;
  @ApiProperty({ description: 'Name of the organization' }) organization!: string;
  @ApiProperty({ description: 'Title of the programme' }) programme!: string;
  @ApiProperty(TEXT_OR_NULL) programmeEn!: string | null;
  @ApiProperty({ description: 'Title of the course' }) course!: string;
  @ApiProperty(UUID) courseId!: string;
  @ApiProperty({ example: 'Asia/Tokyo' }) timeZone!: string;
  @ApiProperty(INSTANT) createdAt!: string;
  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Until when offered seats are held' })
  offerExpiresAt!: string | null;
  @ApiProperty({ type: [DeskRowSessionDto] }) sessions!: DeskRowSessionDto[];
}

export class DeskFoundDto {
  @ApiProperty({
    type: [DeskRowDto],
    description: 'At most 50: those of somebody’s concern first, then the latest',
  })
  items!: DeskRowDto[];

  @ApiProperty({ description: 'True where there are more: there is no next page, look for something longer' })
  more!: boolean;
}

class DeskPoolDto {
  @ApiProperty() key!: string;
  @ApiProperty() label!: string;
  @ApiProperty(TEXT_OR_NULL) labelEn!: string | null;
}

class DeskPlaceDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty(UUID) sessionId!: string;
  @ApiProperty({ enum: PLACE_STATUSES }) status!: PlaceStatus;
  @ApiProperty() poolKey!: string;
  @ApiProperty() pool!: string;
  @ApiProperty(TEXT_OR_NULL) poolEn!: string | null;
  @ApiProperty(NUMBER_OR_NULL) number!: number | null;
  @ApiProperty(TEXT_OR_NULL) title!: string | null;
  @ApiProperty({ ...TEXT_OR_NULL, format: 'date' }) startsOn!: string | null;
  @ApiProperty({ ...TEXT_OR_NULL, example: '10:00' }) startTime!: string | null;
  @ApiProperty({ enum: ['scheduled', 'cancelled'] }) sessionStatus!: 'scheduled' | 'cancelled';
  @ApiProperty() isToCome!: boolean;
  @ApiProperty({ type: [DeskPoolDto], description: 'Seats of other sorts in the session' })
  otherPools!: DeskPoolDto[];
}

class OtherRegistrationDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty() code!: string;
}

class DeskCompanionDto {
  @ApiProperty(TEXT_OR_NULL) nickname!: string | null;
  @ApiProperty(TEXT_OR_NULL) relation!: string | null;
}

class DeclaredDto {
  @ApiProperty() key!: string;
  @ApiProperty() rule!: string;
  @ApiProperty(TEXT_OR_NULL) text!: string | null;
}

class SensitiveQuestionDto {
  @ApiProperty({ description: 'Key of the question' }) question!: string;
  @ApiProperty() text!: string;
}

export class DeskAnswerDto extends SensitiveQuestionDto {
  @ApiProperty() answer!: string;
}

class DeskNoteDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Name of the author; null: the account is gone' })
  by!: string | null;
  @ApiProperty(INSTANT) at!: string;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Reception number that it was written about, where another' })
  of!: string | null;
}

class DeskHistoryDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty(INSTANT) at!: string;
  @ApiProperty() actor!: string;
  @ApiProperty(TEXT_OR_NULL) actorName!: string | null;
  @ApiProperty({ example: 'registration.made' }) action!: string;
  @ApiProperty({ type: Object, nullable: true }) before!: Record<string, unknown> | null;
  @ApiProperty({ type: Object, nullable: true }) after!: Record<string, unknown> | null;
}

/** A registration as staff at the desk see it. */
export class DeskRegistrationDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty(UUID) organizationId!: string;
  @ApiProperty(UUID) programmeId!: string;
  @ApiProperty(UUID) courseId!: string;
  @ApiProperty({ ...TEXT_OR_NULL, ...UUID, description: 'Null: for the whole course' })
  sessionId!: string | null;
  @ApiProperty({ description: 'Sort of seat asked for' }) poolKey!: string;
  @ApiProperty({ description: 'Reception number' }) code!: string;
  @ApiProperty({ enum: STATUSES }) status!: Status;
  @ApiProperty() membership!: boolean;
  @ApiProperty({ enum: ['declined', 'expired'], type: String, nullable: true })
  resting!: 'declined' | 'expired' | null;
  @ApiProperty() people!: number;
  @ApiProperty() nickname!: string;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Whole for organizers only' }) email!: string | null;
  @ApiProperty(TEXT_OR_NULL) relation!: string | null;
  @ApiProperty(TEXT_OR_NULL) municipality!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Years' }) age!: number | null;
  @ApiProperty({ enum: LANGUAGES }) language!: Language;
  @ApiProperty({ description: 'Nobody else is to learn what it is about, by mail or by telephone' })
  discreet!: boolean;
  @ApiProperty({ enum: MAIL_WANTED }) mailWanted!: MailWanted;
  @ApiProperty({ enum: CHANNELS }) channel!: Channel;
  @ApiProperty(INSTANT) createdAt!: string;
  @ApiProperty(INSTANT_OR_NULL) cancelledAt!: string | null;
  @ApiProperty(TEXT_OR_NULL) cancelReason!: string | null;
  @ApiProperty({ type: OtherRegistrationDto, nullable: true }) continuedBy!: OtherRegistrationDto | null;
  @ApiProperty({ type: [OtherRegistrationDto] }) continues!: OtherRegistrationDto[];
  @ApiProperty(INSTANT_OR_NULL) offerExpiresAt!: string | null;
  @ApiProperty({ description: 'Name of the organization' }) organization!: string;
  @ApiProperty({ example: 'Asia/Tokyo' }) timeZone!: string;
  @ApiProperty({ description: 'Title of the programme' }) programme!: string;
  @ApiProperty(TEXT_OR_NULL) programmeEn!: string | null;
  @ApiProperty({ description: 'Title of the course' }) course!: string;
  @ApiProperty({ description: 'True where staff decide about requests' }) approval!: boolean;
  @ApiProperty({ type: [DeskCompanionDto] }) companions!: DeskCompanionDto[];
  @ApiProperty({ type: [DeclaredDto], description: 'Conditions that they said they meet' })
  declared!: DeclaredDto[];
  @ApiProperty({ type: [DeskAnswerDto] }) answers!: DeskAnswerDto[];
  @ApiProperty({ type: [SensitiveQuestionDto], description: 'Sensitive questions that were answered' })
  sensitive!: SensitiveQuestionDto[];
  @ApiProperty({ type: [DeskPlaceDto] }) places!: DeskPlaceDto[];
  @ApiProperty({ ...NUMBER_OR_NULL, description: '1 is next' }) waitingPosition!: number | null;
  @ApiProperty({ type: [DeskNoteDto] }) notes!: DeskNoteDto[];
  @ApiProperty({ type: [DeskHistoryDto] }) history!: DeskHistoryDto[];
  @ApiProperty() isOrganizer!: boolean;
  @ApiProperty({ enum: DESK_ACTS, isArray: true, description: 'What staff of this role can do to it now' })
  acts!: DeskAct[];
}

export class DeskAnswersDto {
  @ApiProperty({ type: [DeskAnswerDto] }) items!: DeskAnswerDto[];
}

export class RenewedLinkDto {
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Null: it was mailed' }) manageUrl!: string | null;
}
