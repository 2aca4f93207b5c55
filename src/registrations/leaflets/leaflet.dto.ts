import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsPlainText } from '../../platform/http/constraints.js';
import { LEAFLET_FORMS, type LeafletForm } from './domain/leaflet.js';

/** Which form of a leaflet. */
export class LeafletQueryDto {
  @IsOptional()
  @IsIn(LEAFLET_FORMS)
  form: LeafletForm = 'poster';
}

export const MOST_OF_HEADLINE = 80;
export const MOST_OF_LEAD = 200;

/** What staff write on a leaflet; blank says what the programme says. */
export class LeafletWordsDto {
  @IsString()
  @MaxLength(MOST_OF_HEADLINE, { context: { max: MOST_OF_HEADLINE } })
  @IsPlainText()
  headline!: string;

  @IsString()
  @MaxLength(MOST_OF_LEAD, { context: { max: MOST_OF_LEAD } })
  @IsPlainText()
  lead!: string;
}
