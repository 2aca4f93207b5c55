import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Seats of one sort in one session, as a staff calendar shows them. Figures, and nobody's data. */
export interface ShownSeats {
  readonly label: string;
  readonly labelEn: string | null;
  readonly unit: 'people' | 'parties';
  /** Null: no limit. */
  readonly capacity: number | null;
  readonly taken: number;
  /** Registrations that wait for a seat, and those about which is still to be decided. */
  readonly waiting: number;
  readonly undecided: number;
}

/**
 * The seats of a session as staff calendars show them. Seats change with every registration, which must stay a matter of one
 * statement and leaves no date: so it is written down when a calendar that shows them is fetched, and only where they differ.
 *
 * No foreign key: a session that is taken out and comes back goes on counting where it was, as its SEQUENCE does
 * (`removed_sessions`); and whoever fetches a calendar must not wait for those who work on a session.
 */
@Entity('seat_figures')
export class SeatFigures {
  @PrimaryColumn('uuid')
  sessionId!: string;

  @Column('jsonb')
  figures!: readonly ShownSeats[];

  /** Raised whenever other figures are shown: part of SEQUENCE, which must not fall. */
  @Column('integer')
  revision!: number;

  @Column('timestamptz')
  changedAt!: Date;
}
