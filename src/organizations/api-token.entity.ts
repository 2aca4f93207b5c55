import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A token with which another system acts; for whom, is in its roles. Only its hash is kept. */
@Entity('api_tokens')
export class ApiToken {
  @PrimaryColumn('uuid')
  id!: string;

  /** SHA-256 of the token, hex. */
  @Column('text', { unique: true })
  tokenHash!: string;

  @Column('text')
  label!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
