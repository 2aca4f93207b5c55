import { ApiProperty } from '@nestjs/swagger';
import {
  CHANNELS,
  type Channel,
  PLACE_STATUSES,
  type PlaceStatus,
} from '../../registrations/domain/statuses.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import { MARKS, type Mark } from '../domain/attendance.js';
import { CountDto } from './attendance.dto.js';
import type { Roster } from './attendance.service.js';
import { totalsOf } from './attendance-form.js';

class RosterSessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: "The organization's slug." })
  organization!: string;

  @ApiProperty({ description: "The programme's slug." })
  programme!: string;

  @ApiProperty({ type: Number, nullable: true })
  number!: number | null;

  @ApiProperty({ format: 'date', type: String, nullable: true })
  startsOn!: string | null;

  @ApiProperty({ enum: ['scheduled', 'cancelled'] })
  status!: 'scheduled' | 'cancelled';
}

class RosterCompanionDto {
  @ApiProperty({ type: String, nullable: true })
  nickname!: string | null;

  @ApiProperty({ type: String, nullable: true })
  relation!: string | null;
}

class RosterMemberDto {
  @ApiProperty({ description: '0: the contact; 1 and up: who come along, in the order of `companions`' })
  member!: number;

  @ApiProperty({ type: String, nullable: true })
  nickname!: string | null;

  @ApiProperty({ type: String, nullable: true })
  relation!: string | null;

  @ApiProperty({ enum: MARKS, type: String, nullable: true, description: 'Null: not marked.' })
  mark!: Mark | null;
}

class RosterPlaceDto {
  @ApiProperty({ format: 'uuid' })
  place!: string;

  @ApiProperty({ format: 'uuid' })
  registration!: string;

  @ApiProperty({ description: '受付番号' })
  code!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Null where the reader is of a co-host that only looks on, and this is not one of its residents.',
  })
  nickname!: string | null;

  @ApiProperty({ type: String, nullable: true })
  relation!: string | null;

  @ApiProperty({ type: [RosterCompanionDto], description: 'Who comes along, as far as they are named' })
  companions!: readonly RosterCompanionDto[];

  @ApiProperty({ enum: CHANNELS, description: 'By which way the request came' })
  channel!: Channel;

  @ApiProperty({ description: 'How many notes staff have written about it' })
  notes!: number;

  @ApiProperty({ description: 'People in the party.' })
  people!: number;

  @ApiProperty({ enum: PLACE_STATUSES })
  status!: PlaceStatus;

  @ApiProperty({ type: Number, nullable: true })
  waitingPosition!: number | null;

  @ApiProperty({
    type: [RosterMemberDto],
    description: 'Each person of the party, and what stands against them',
  })
  members!: readonly RosterMemberDto[];

  @ApiProperty({
    enum: MARKS,
    type: String,
    nullable: true,
    description:
      'What is said of the place in one word: how the first of those who came did so, else why nobody did.',
  })
  mark!: Mark | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How many of the party came; null: not marked.' })
  markPeople!: number | null;
}

class RosterTotalsDto {
  @ApiProperty({ description: 'People marked by name who came.' })
  named!: number;

  @ApiProperty({ description: 'People counted by head.' })
  heads!: number;

  @ApiProperty()
  total!: number;

  @ApiProperty({ description: 'Places without a mark.' })
  unmarked!: number;
}

/** A session's list with everything recorded about it. */
export class RosterDto {
  @ApiProperty({ type: RosterSessionDto })
  session!: RosterSessionDto;

  @ApiProperty({ description: 'Names the state of the sheet; empty where nothing is recorded.' })
  version!: string;

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description: 'Null: nothing is recorded (記録なし).',
  })
  recordedAt!: string | null;

  @ApiProperty({ type: [RosterPlaceDto] })
  places!: RosterPlaceDto[];

  @ApiProperty({ type: [CountDto] })
  counts!: CountDto[];

  @ApiProperty({ description: 'True: the counts are estimates (約).' })
  approximate!: boolean;

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description: 'When the sheet was closed; null: it is open.',
  })
  closedAt!: string | null;

  @ApiProperty({ type: RosterTotalsDto, nullable: true, description: 'Null where nothing is recorded.' })
  totals!: RosterTotalsDto | null;
}

export function rosterDto(roster: Roster): RosterDto {
  const { session, version, places, counts } = roster;
  return {
    session: {
      id: session.id,
      organization: session.organization.slug,
      programme: session.programme.slug,
      number: session.number,
      startsOn: session.startsOn,
      status: session.status,
    },
    version,
    recordedAt: session.record ? isoWithOffset(session.record.at, session.timeZone) : null,
    places: places.map(({ pool: _pool, markable: _markable, municipality: _town, members, ...place }) => ({
      ...place,
      members: members.map(({ member, nickname, relation, mark }) => ({ member, nickname, relation, mark })),
    })),
    counts: [...counts].map(([category, people]) => ({ category, people })),
    approximate: session.record?.approximate ?? false,
    closedAt: session.record?.closed ? isoWithOffset(session.record.closed.at, session.timeZone) : null,
    totals: session.record ? totalsOf(roster) : null,
  };
}
