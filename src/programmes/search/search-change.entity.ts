import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Marks that what search knows of a programme is no longer true. Triggers of the database write them, whoever changes it; rows are only added, and taken away by whoever reads the programme anew. */
@Entity('search_changes')
@Index('ix_search_changes_programme', ['programmeId'])
export class SearchChange {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  programmeId!: string;
}
