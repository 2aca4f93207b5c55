import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Points used within a window; the layout that rate-limiter-flexible expects of its PostgreSQL store. */
@Entity('rate_limits')
export class RateLimit {
  @PrimaryColumn('varchar', { length: 255 })
  key!: string;

  @Column('integer', { default: 0 })
  points!: number;

  /** End of the window, milliseconds since 1970; null: never. */
  @Column('bigint', { nullable: true })
  expire!: string | null;
}
