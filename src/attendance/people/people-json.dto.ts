import { ApiProperty } from '@nestjs/swagger';
import { CHANNELS } from '../../registrations/domain/statuses.js';
import { MARKS } from '../domain/attendance.js';

const TEXT_OR_NULL = { type: String, nullable: true } as const;
const NUMBER_OR_NULL = { type: Number, nullable: true } as const;
const INSTANT = { format: 'date-time' } as const;
const INSTANT_OR_NULL = { ...TEXT_OR_NULL, ...INSTANT } as const;
const DATE_OR_NULL = { ...TEXT_OR_NULL, format: 'date' } as const;
const UUID = { format: 'uuid' } as const;
const HANDLE = {
  ...UUID,
  description:
    'Of their oldest registration that the reader may see; that of any other leads to the same person',
} as const;

/** One person of a list. */
export class PersonRowDto {
  @ApiProperty(HANDLE) id!: string;
  @ApiProperty({ description: 'Name of the organization' }) organization!: string;
  @ApiProperty({ example: 'Asia/Tokyo' }) timeZone!: string;
  @ApiProperty({ description: 'As in the latest registration' }) nickname!: string;
  @ApiProperty({ description: 'Reception number of the latest registration' }) code!: string;
  @ApiProperty(TEXT_OR_NULL) relation!: string | null;
  @ApiProperty(TEXT_OR_NULL) municipality!: string | null;
  @ApiProperty({ description: 'Title of the programme of the latest registration' }) programme!: string;
  @ApiProperty() registrations!: number;
  @ApiProperty(INSTANT) latestAt!: string;
  @ApiProperty({ ...INSTANT_OR_NULL, description: 'When everything that says who it was, was erased' })
  erasedAt!: string | null;
}

export class PeopleFoundDto {
  @ApiProperty({ type: [PersonRowDto], description: 'Those with the latest registration first' })
  items!: PersonRowDto[];

  @ApiProperty({ ...TEXT_OR_NULL, description: '`cursor` of the next page; null: nothing follows' })
  next!: string | null;
}

class PersonFiguresDto {
  @ApiProperty({ description: 'Sessions held for which they had a place' }) held!: number;
  @ApiProperty() attended!: number;
  @ApiProperty({ description: 'Of those that they attended' }) late!: number;
  @ApiProperty() noShow!: number;
  @ApiProperty() excused!: number;
  @ApiProperty({ description: 'Nothing is recorded of them' }) unrecorded!: number;
}

class PersonCompanionDto {
  @ApiProperty({ description: 'As in marks: 1 and up' }) member!: number;
  @ApiProperty(TEXT_OR_NULL) nickname!: string | null;
  @ApiProperty(TEXT_OR_NULL) relation!: string | null;
  @ApiProperty(NUMBER_OR_NULL) age!: number | null;
}

class PersonRegistrationDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty({ description: 'Reception number' }) code!: string;
  @ApiProperty() nickname!: string;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Masked for all but organizers' }) email!: string | null;
  @ApiProperty() status!: string;
  @ApiProperty() membership!: boolean;
  @ApiProperty({ enum: CHANNELS }) channel!: string;
  @ApiProperty() people!: number;
  @ApiProperty(TEXT_OR_NULL) relation!: string | null;
  @ApiProperty(TEXT_OR_NULL) municipality!: string | null;
  @ApiProperty(NUMBER_OR_NULL) age!: number | null;
  @ApiProperty() programme!: string;
  @ApiProperty(UUID) courseId!: string;
  @ApiProperty() course!: string;
  @ApiProperty(INSTANT) createdAt!: string;
  @ApiProperty(INSTANT_OR_NULL) cancelledAt!: string | null;
  @ApiProperty(INSTANT_OR_NULL) erasedAt!: string | null;
  @ApiProperty({ type: [PersonCompanionDto] }) companions!: PersonCompanionDto[];
}

class PersonMarkDto {
  @ApiProperty({ description: 'Who of those who come along' }) member!: number;
  @ApiProperty({ enum: MARKS }) mark!: string;
}

class PersonPlaceDto {
  @ApiProperty(UUID) registrationId!: string;
  @ApiProperty(UUID) sessionId!: string;
  @ApiProperty() programme!: string;
  @ApiProperty(NUMBER_OR_NULL) number!: number | null;
  @ApiProperty(TEXT_OR_NULL) title!: string | null;
  @ApiProperty(DATE_OR_NULL) startsOn!: string | null;
  @ApiProperty({ ...TEXT_OR_NULL, example: '10:00' }) startTime!: string | null;
  @ApiProperty() status!: string;
  @ApiProperty({ enum: ['scheduled', 'cancelled'] }) sessionStatus!: string;
  @ApiProperty({ ...TEXT_OR_NULL, enum: MARKS, description: 'Of the contact' }) mark!: string | null;
  @ApiProperty({ type: [PersonMarkDto] }) others!: PersonMarkDto[];
}

class PersonNoteDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ ...TEXT_OR_NULL, description: 'Name of the author' }) by!: string | null;
  @ApiProperty(INSTANT) at!: string;
  @ApiProperty({ description: 'Reception number of its registration' }) code!: string;
}

class LikelySameDto {
  @ApiProperty(HANDLE) id!: string;
  @ApiProperty() nickname!: string;
  @ApiProperty() code!: string;
  @ApiProperty() nicknameAlike!: boolean;
  @ApiProperty({ description: 'A mail went to an address that both have or had' }) addressAlike!: boolean;
  @ApiProperty() relationAlike!: boolean;
  @ApiProperty() municipalityAlike!: boolean;
}

/** A person, as far as the reader may see them. */
export class PersonDto {
  @ApiProperty(HANDLE) id!: string;
  @ApiProperty({ description: 'Slug of the organization' }) organization!: string;
  @ApiProperty({ example: 'Asia/Tokyo' }) timeZone!: string;
  @ApiProperty() nickname!: string;
  @ApiProperty({ type: [String] }) otherNicknames!: string[];
  @ApiProperty({ description: 'Staff found several contacts to be this person' }) isMerged!: boolean;
  @ApiProperty(INSTANT_OR_NULL) erasedAt!: string | null;
  @ApiProperty({ type: PersonFiguresDto }) figures!: PersonFiguresDto;
  @ApiProperty({ type: [PersonRegistrationDto] }) registrations!: PersonRegistrationDto[];
  @ApiProperty({ type: [PersonPlaceDto] }) places!: PersonPlaceDto[];
  @ApiProperty({ type: [PersonNoteDto] }) notes!: PersonNoteDto[];
  @ApiProperty({ type: [LikelySameDto], description: 'Who may be the same person' }) likely!: LikelySameDto[];
}

class MergedContactDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty() code!: string;
  @ApiProperty() nickname!: string;
}

export class PersonMergeRowDto {
  @ApiProperty(UUID) id!: string;
  @ApiProperty({ description: 'Name of the organization' }) organization!: string;
  @ApiProperty(INSTANT) mergedAt!: string;
  @ApiProperty(TEXT_OR_NULL) mergedBy!: string | null;
  @ApiProperty(INSTANT_OR_NULL) undoneAt!: string | null;
  @ApiProperty(TEXT_OR_NULL) undoneBy!: string | null;
  @ApiProperty({ description: 'It stands, and nothing was merged with its person since' }) canUndo!: boolean;
  @ApiProperty({ type: [MergedContactDto], description: 'A registration of each contact' })
  contacts!: MergedContactDto[];
}

export class PersonMergesDto {
  @ApiProperty({ type: [PersonMergeRowDto], description: 'The latest first' }) items!: PersonMergeRowDto[];
  @ApiProperty(TEXT_OR_NULL) next!: string | null;
}

const ROWS = { type: 'array', items: { type: 'object', additionalProperties: true } } as const;

/** All that an organization keeps of somebody. Field by field: docs/people.md. */
export class PersonExportDto {
  @ApiProperty({ enum: ['tsudoi-person/1'] }) format!: 'tsudoi-person/1';
  @ApiProperty(INSTANT) exportedAt!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) organization!: Record<string, unknown>;
  @ApiProperty({ example: 'Asia/Tokyo' }) timeZone!: string;
  @ApiProperty({
    ...ROWS,
    description: 'With companions, answers, places and their marks, offers, notes, completions',
  })
  registrations!: Record<string, unknown>[];
  @ApiProperty(ROWS) mails!: Record<string, unknown>[];
  @ApiProperty({ ...ROWS, description: 'Addresses of theirs at which letters failed' })
  failedAddresses!: Record<string, unknown>[];
  @ApiProperty({ ...ROWS, description: 'The monthly digest to their address' }) digests!: Record<
    string,
    unknown
  >[];
  @ApiProperty(ROWS) merges!: Record<string, unknown>[];
  @ApiProperty({ ...ROWS, description: 'What staff did and looked at, without who' }) acts!: Record<
    string,
    unknown
  >[];
}
