import { ApiProperty } from '@nestjs/swagger';
import { FigureDto } from '../report.dto.js';

class TableCellDto extends FigureDto {
  @ApiProperty({ type: Number, nullable: true, description: 'The whole of which it is a part (14/19市町).' })
  outOf!: number | null;
}

class TablePartDto {
  @ApiProperty()
  key!: string;

  @ApiProperty()
  label!: string;

  @ApiProperty({ type: [TableCellDto], description: 'One for each column.' })
  cells!: TableCellDto[];

  @ApiProperty({ description: 'True: in another line too, or of another unit; not to be added.' })
  apart!: boolean;
}

class TableLineDto extends TablePartDto {
  @ApiProperty({ type: [TablePartDto] })
  children!: TablePartDto[];
}

class TableColumnDto {
  @ApiProperty()
  key!: string;

  @ApiProperty()
  label!: string;
}

/** Figures of one unit, told apart or side by side. */
export class FigureTableDto {
  @ApiProperty()
  key!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ description: 'In the language of the answer: 延べ, 実, 件, 円.' })
  unit!: string;

  @ApiProperty({ type: [TableColumnDto] })
  columns!: TableColumnDto[];

  @ApiProperty({ type: [TableLineDto] })
  lines!: TableLineDto[];

  @ApiProperty({ type: TableLineDto, nullable: true, description: '不明; not among the lines.' })
  unknown!: TableLineDto | null;

  @ApiProperty({ type: TableLineDto, nullable: true })
  total!: TableLineDto | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Whether lines and 不明 are together the total.',
  })
  exhaustive!: boolean | null;

  @ApiProperty({ type: [String] })
  notes!: string[];
}

export class FigureTablesDto {
  @ApiProperty({ type: [FigureTableDto] })
  items!: FigureTableDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: it is one page.' })
  next!: string | null;
}
