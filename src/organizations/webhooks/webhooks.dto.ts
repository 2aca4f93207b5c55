import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhook-events.js';

const MOST = { label: 100, url: 500 } as const;

/** An address that is to be told. */
export class WebhookRequest {
  @ApiProperty({ description: 'Slug of an organization of yours' })
  @MaxLength(100, { context: { max: 100 } })
  @IsNotEmpty()
  @IsString()
  organization!: string;

  @ApiProperty({ description: 'What it is for', maxLength: MOST.label })
  @MaxLength(MOST.label, { context: { max: MOST.label } })
  @IsPlainText()
  @IsNotEmpty()
  @IsString()
  label!: string;

  @ApiProperty({
    description: 'Where events are POSTed to; https, or http where private networks are allowed',
  })
  @MaxLength(MOST.url, { context: { max: MOST.url } })
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false, disallow_auth: true })
  @IsString()
  url!: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true })
  @ArrayUnique()
  @ArrayMinSize(1, { context: { min: 1 } })
  @IsIn([...WEBHOOK_EVENTS], { each: true, context: { allowed: WEBHOOK_EVENTS.join(', ') } })
  @IsArray()
  events!: WebhookEvent[];
}

export class DeliveryFilter {
  @ApiPropertyOptional({ description: '`next` of the page before' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  cursor?: string;
}

export class WebhookJson {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  organization!: string;

  @ApiProperty()
  label!: string;

  @ApiProperty()
  url!: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true })
  events!: readonly string[];

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  pausedAt!: string | null;

  @ApiProperty({ description: 'Deliveries that are still to be made' })
  waiting!: number;

  @ApiProperty({ description: 'Deliveries that were given up' })
  failed!: number;
}

export class MadeWebhookJson extends WebhookJson {
  @ApiProperty({ description: 'With what messages are signed (Standard Webhooks); said only now' })
  secret!: string;
}

export class DeliveryJson {
  @ApiProperty({ format: 'uuid', description: '`webhook-id` of its messages' })
  id!: string;

  @ApiProperty()
  event!: string;

  @ApiProperty({ type: Object })
  data!: Record<string, unknown>;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ enum: ['waiting', 'delivered', 'failed'] })
  state!: 'waiting' | 'delivered' | 'failed';

  @ApiProperty()
  attempts!: number;

  @ApiProperty({ type: Number, nullable: true })
  lastStatus!: number | null;

  @ApiProperty({ type: String, nullable: true })
  lastFault!: string | null;

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  nextAttemptAt!: string | null;
}

export class DeliveryPage {
  @ApiProperty({ type: [DeliveryJson] })
  items!: DeliveryJson[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}
