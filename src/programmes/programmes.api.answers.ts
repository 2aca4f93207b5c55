import { ApiProperty } from '@nestjs/swagger';

/** What the page of a programme answers beside the facts; null: the source does not say. */
export class ProgrammeAnswersJson {
  @ApiProperty({ nullable: true, type: String, description: 'The summary in English' })
  summaryEn!: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'The summary in やさしい日本語' })
  summarySimple!: string | null;

  @ApiProperty({ nullable: true, type: String, description: '持ち物' })
  bring!: string | null;

  @ApiProperty({
    nullable: true,
    type: Boolean,
    description: '匿名でよい: one may come without giving a name',
  })
  anonymous!: boolean | null;

  @ApiProperty({ nullable: true, type: Boolean, description: '見ているだけでもよい' })
  lookOnly!: boolean | null;

  @ApiProperty({ nullable: true, type: Boolean, description: 'Online one may leave the camera off' })
  cameraOff!: boolean | null;
}
