import { IsOptional, IsString } from 'class-validator';
import { EmptyAsNull, IsColour, IsHiragana, Line, OptionalLine } from '../editing/editing-constraints.js';

/** How an organization looks on its pages, and how its name is read. */
export class LookDto {
  /** `#rrggbb`; null: the colour of the site. */
  @EmptyAsNull()
  @IsOptional()
  @IsString()
  @IsColour()
  accent?: string | null;

  @OptionalLine()
  @IsHiragana()
  nameKana?: string | null;
}

/** What a picture shows, in words. */
export class PictureWordsDto {
  @Line()
  alt!: string;

  @OptionalLine()
  altEn?: string | null;
}
