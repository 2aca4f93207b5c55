import { ApiProperty } from '@nestjs/swagger';
import {
  CHANNELS,
  type Channel,
  PLACE_STATUSES,
  type PlaceStatus,
} from '../../registrations/domain/statuses.js';
import { RELATIONS } from '../../registrations/register.dto.js';
import { MARKS, type Mark, type RecordingObstacle } from '../domain/attendance.js';
import { ACTS, type ActName } from './door-acts.js';

const TEXT_OR_NULL = { type: String, nullable: true } as const;
const INSTANT_OR_NULL = { ...TEXT_OR_NULL, format: 'date-time' } as const;

class DoorSessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: "The programme's slug" })
  programme!: string;

  @ApiProperty({ description: 'Its own title, else the programme and the number in its course' })
  title!: string;

  @ApiProperty({ format: 'date', ...TEXT_OR_NULL })
  startsOn!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  startTime!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  endTime!: string | null;

  @ApiProperty({ description: 'IANA zone of its civil values' })
  timeZone!: string;

  @ApiProperty(TEXT_OR_NULL)
  venue!: string | null;

  @ApiProperty({ enum: ['scheduled', 'cancelled'] })
  status!: 'scheduled' | 'cancelled';
}

class DoorMemberDto {
  @ApiProperty({ description: '0: the contact; 1 and up: who come along' })
  member!: number;

  @ApiProperty(TEXT_OR_NULL)
  nickname!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  relation!: string | null;

  @ApiProperty({ enum: MARKS, ...TEXT_OR_NULL, description: 'Null: not marked' })
  mark!: Mark | null;

  @ApiProperty(INSTANT_OR_NULL)
  markedAt!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Who marked them' })
  by!: string | null;
}

class DoorPlaceDto {
  @ApiProperty({ format: 'uuid' })
  place!: string;

  @ApiProperty({ format: 'uuid' })
  registration!: string;

  @ApiProperty({ description: '受付番号' })
  code!: string;

  @ApiProperty()
  nickname!: string;

  @ApiProperty(TEXT_OR_NULL)
  relation!: string | null;

  @ApiProperty({ description: 'Which seats' })
  pool!: string;

  @ApiProperty({ description: 'People in the party' })
  people!: number;

  @ApiProperty({ description: 'How many notes staff have written about it' })
  notes!: number;

  @ApiProperty({ enum: PLACE_STATUSES })
  status!: PlaceStatus;

  @ApiProperty({ enum: CHANNELS })
  channel!: Channel;

  @ApiProperty({ type: [DoorMemberDto] })
  members!: DoorMemberDto[];
}

class DoorCategoryDto {
  @ApiProperty()
  key!: string;

  @ApiProperty({ description: 'Its name in the language of the request' })
  text!: string;

  @ApiProperty({ description: 'True: counted before, but no longer offered' })
  retired!: boolean;
}

class DoorTotalsDto {
  @ApiProperty({ description: 'People marked by name who came' })
  named!: number;

  @ApiProperty({ description: 'People counted by head' })
  heads!: number;

  @ApiProperty()
  total!: number;

  @ApiProperty({ description: 'Places of which nobody is marked' })
  unmarked!: number;
}

class DoorLatestActDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ACTS })
  act!: ActName;

  @ApiProperty(TEXT_OR_NULL)
  by!: string | null;

  @ApiProperty({ description: 'True: it is of whoever asks' })
  own!: boolean;

  @ApiProperty({ format: 'date-time' })
  tappedAt!: string;

  @ApiProperty({ format: 'date-time' })
  receivedAt!: string;

  @ApiProperty({ format: 'uuid', ...TEXT_OR_NULL })
  place!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  member!: number | null;

  @ApiProperty({ enum: MARKS, ...TEXT_OR_NULL })
  mark!: Mark | null;

  @ApiProperty(TEXT_OR_NULL)
  category!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'The count that it left' })
  count!: number | null;

  @ApiProperty({ description: 'True: somebody has taken it back' })
  undone!: boolean;

  @ApiProperty({ description: 'True: it can be tried to take it back' })
  undoable!: boolean;
}

class DoorClosedDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty(TEXT_OR_NULL)
  by!: string | null;
}

/** Everything that a reception screen shows of one session. */
export class DoorStateDto {
  @ApiProperty({ type: DoorSessionDto })
  session!: DoorSessionDto;

  @ApiProperty({ description: 'Names the state of the sheet; empty where nothing is recorded' })
  version!: string;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Null: nothing is recorded (記録なし)' })
  recordedAt!: string | null;

  @ApiProperty({ enum: ['cancelled', 'undated', 'not_yet'], ...TEXT_OR_NULL })
  obstacle!: RecordingObstacle | null;

  @ApiProperty({ description: 'Whether they may record' })
  mayRecord!: boolean;

  @ApiProperty({ description: 'Whether somebody can be let in by a nickname now' })
  walkInsByName!: boolean;

  @ApiProperty({ description: 'True: the counts are estimates (約)' })
  approximate!: boolean;

  @ApiProperty({ type: DoorClosedDto, nullable: true, description: 'Null: the sheet is open' })
  closed!: DoorClosedDto | null;

  @ApiProperty({ enum: MARKS, isArray: true })
  marks!: readonly Mark[];

  @ApiProperty({ enum: RELATIONS, isArray: true })
  relations!: readonly string[];

  @ApiProperty({ type: [DoorCategoryDto] })
  categories!: DoorCategoryDto[];

  @ApiProperty({
    type: Object,
    description: 'People counted, by key of their category; one that is not there is not counted',
  })
  heads!: Record<string, number>;

  @ApiProperty({ type: DoorTotalsDto })
  totals!: DoorTotalsDto;

  @ApiProperty({ type: [DoorPlaceDto], description: 'Places that can be marked, in the order of the roster' })
  places!: DoorPlaceDto[];

  @ApiProperty({ type: [DoorLatestActDto], description: 'The latest acts, newest first' })
  acts!: DoorLatestActDto[];
}
