import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { DataSource } from 'typeorm';
import { EmptyAsUndefined } from '../platform/http/constraints.js';
import { MESSAGE_STATES, type MessageState } from '../platform/mail/message.entity.js';
import { isoWithOffset } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { MESSAGE_BY_ID, MESSAGES } from './messages.queries.js';
import type { Principal } from './principal.js';

const PAGE_SIZE = 50;

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

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  cursor?: string;
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

  @ApiProperty({ format: 'email' })
  recipient!: string;

  @ApiProperty({ enum: MESSAGE_STATES })
  state!: MessageState;

  @ApiProperty({ description: 'Not sent before; ISO 8601 with the offset of `timeZone`' })
  dueAt!: string;

  @ApiProperty({ type: String, nullable: true })
  sentAt!: string | null;

  @ApiProperty()
  createdAt!: string;

  @ApiProperty({ description: 'How often it was tried' })
  attempts!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The mail server's last answer, or why it was not sent",
  })
  outcome!: string | null;
}

export class MessagePage {
  @ApiProperty({ type: [MessageItem] })
  items!: MessageItem[];

  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page; null on the last' })
  next!: string | null;
}

interface MessageRow extends Omit<MessageItem, 'dueAt' | 'sentAt' | 'createdAt'> {
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly createdAt: Date;
}

/** Reads the message ledger of the organizations that a principal organizes for. */
@Injectable()
export class MessageList {
  constructor(private readonly db: DataSource) {}

  /** One page, newest first. */
  async page(principal: Principal, { state, kind, session, cursor }: MessageFilter): Promise<MessagePage> {
    const scope = principal.organizationsWith('organizer');
    const staffOf = principal.organizationsWith('viewer');
    const filter = [state ?? null, kind ?? null, session ?? null, cursor ?? null];
    const values = [scope, ...filter, PAGE_SIZE + 1, staffOf];
    const rows = await this.db.query<MessageRow[]>(MESSAGES, values);
    const items = rows.slice(0, PAGE_SIZE).map(toItem);
    return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
  }

  /** @throws DomainError `unknown` for a message that is not of their organizations. */
  async byId(principal: Principal, id: string): Promise<MessageItem> {
    const scope = principal.organizationsWith('organizer');
    const [row] = await this.db.query<MessageRow[]>(MESSAGE_BY_ID, [
      scope,
      id,
      principal.organizationsWith('viewer'),
    ]);
    if (!row) throw new DomainError('unknown');
    return toItem(row);
  }
}

function toItem(row: MessageRow): MessageItem {
  const at = (instant: Date) => isoWithOffset(instant, row.timeZone);
  return { ...row, dueAt: at(row.dueAt), sentAt: row.sentAt && at(row.sentAt), createdAt: at(row.createdAt) };
}
