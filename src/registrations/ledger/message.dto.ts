import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { Checkbox, EmptyAsUndefined } from '../../platform/http/constraints.js';
import { MESSAGE_STATES, type MessageState } from '../../platform/mail/message.entity.js';

const MAX_SLUG = 120;

/** Which messages are asked for; everything that is given must hold. */
export class MessageFilter {
  @ApiPropertyOptional({ enum: MESSAGE_STATES })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn(MESSAGE_STATES)
  state?: MessageState;

  @ApiPropertyOptional({ example: 'reminder' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(40, { context: { max: 40 } })
  kind?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only messages to people who registered for this session',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  session?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only messages about registrations of this course' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  course?: string;

  @ApiPropertyOptional({ description: 'Slug: only messages about registrations of this programme' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SLUG, { context: { max: MAX_SLUG } })
  programme?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only messages about this registration and its places',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  registration?: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Only what did not arrive, and of which its reader still has to be told',
  })
  @Checkbox()
  @IsOptional()
  @IsBoolean()
  undelivered?: boolean;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  cursor?: string;
}

/** The registration that a message is about, and the session, where it is about one. */
export class MessageAbout {
  @ApiProperty({ format: 'uuid' }) registration!: string;
  @ApiProperty({ description: 'Reception number' }) code!: string;
  @ApiProperty() nickname!: string;
  @ApiProperty({ description: 'Slug' }) programme!: string;
  @ApiProperty() programmeTitle!: string;
  @ApiProperty({ type: String, nullable: true }) programmeTitleEn!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) session!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Of the session in its course' })
  number!: number | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) startsOn!: string | null;
}

export class MessageItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Slug of the organization' })
  organization!: string;

  @ApiProperty({ description: 'IANA zone of the organization', example: 'Asia/Tokyo' })
  timeZone!: string;

  @ApiProperty({ example: 'confirmed' })
  kind!: string;

  @ApiProperty({
    type: String,
    format: 'email',
    nullable: true,
    description:
      'Null where the registration had no address when it was to be told: somebody has to tell it otherwise',
  })
  recipient!: string | null;

  @ApiProperty({ enum: MESSAGE_STATES })
  state!: MessageState;

  @ApiProperty({ description: 'Not sent before; ISO 8601 with the offset of `timeZone`' })
  dueAt!: string;

  @ApiProperty({ type: String, nullable: true })
  sentAt!: string | null;

  @ApiProperty()
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true, description: 'When staff told its reader by telephone' })
  settledAt!: string | null;

  @ApiProperty({ description: 'How often it was tried since it was put, or sent again by staff' })
  attempts!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The mail server's last answer, or why it was not sent",
  })
  outcome!: string | null;

  @ApiProperty({
    type: MessageAbout,
    nullable: true,
    description: 'Null where it is about no registration, or about one that is gone',
  })
  about!: MessageAbout | null;

  @ApiProperty({ description: 'True where nothing is sent to this address until somebody sends it again' })
  isSuppressed!: boolean;

  @ApiProperty({
    description:
      'True where it can be sent again: not while its registration has no address or wants no mail',
  })
  canGoAgain!: boolean;
}

export class MessagePage {
  @ApiProperty({ type: [MessageItem] })
  items!: MessageItem[];

  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page; null on the last' })
  next!: string | null;
}
