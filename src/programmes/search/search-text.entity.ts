import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Programme } from '../programme.entity.js';

/** What search compares of a programme: its texts as they are folded, and as they are read aloud. No word of it is shown to anybody. */
@Entity('search_texts')
export class SearchText {
  @PrimaryColumn('uuid')
  programmeId!: string;

  @Column('text')
  title!: string;

  /** What it says in short: summary, audience, kind, whose it is. */
  @Column('text')
  summary!: string;

  /** All else: topics, lecturers, venues, descriptions. */
  @Column('text')
  topics!: string;

  /** The same as the analyser reads them; empty until it did. */
  @Column('text', { default: '' })
  titleRead!: string;

  @Column('text', { default: '' })
  summaryRead!: string;

  @Column('text', { default: '' })
  topicsRead!: string;

  /** True: the analyser has read these texts. */
  @Column('boolean', { default: false })
  analysed!: boolean;

  /** Of the rules and words with which the row was made. */
  @Column('text')
  version!: string;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;
}
