import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The address of a personal or a staff calendar that is gone for good: whoever still asks is told so (410), not "unknown". */
@Entity('revoked_calendars')
export class RevokedCalendar {
  /** SHA-256 (hex) of the token that was in the address. */
  @PrimaryColumn('text')
  tokenHash!: string;

  @Column('timestamptz')
  revokedAt!: Date;
}
