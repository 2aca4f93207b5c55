import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far ahead the letters claimed for one mail server have used up its rate: shared by all workers. */
@Entity('mail_paces')
export class MailPace {
  /** Host and port of the server. */
  @PrimaryColumn('text')
  server!: string;

  /** When the next letter may be claimed, had the ones before it been sent evenly. */
  @Column('timestamptz')
  nextAt!: Date;

  /** Number of the spell without a pause: a slot of an earlier spell is worth nothing any more, and is not given back. */
  @Column('integer', { default: 0 })
  spell!: number;
}
