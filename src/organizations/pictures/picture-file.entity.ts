import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Picture } from './picture.entity.js';

/** One size and format of a picture, encoded by us: nothing of the uploaded file but what it shows. */
@Entity('picture_files')
export class PictureFile {
  @PrimaryColumn('uuid')
  pictureId!: string;

  /** SHA-256 of the bytes, hex: its address, `/pictures/{hash}.{extension}`. */
  @Index()
  @PrimaryColumn('text')
  hash!: string;

  @Column('text')
  mediaType!: string;

  /** Pixels. */
  @Column('integer')
  width!: number;

  @Column('integer')
  height!: number;

  @Column('bytea', { select: false })
  bytes!: Buffer;

  @ManyToOne(() => Picture, { onDelete: 'CASCADE' })
  picture?: Relation<Picture>;
}
