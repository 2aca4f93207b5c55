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

  /** `staff:<id>`; null: it was made at the command line. */
  @Column('text', { nullable: true })
  createdBy!: string | null;

  /** What it may be used for, beside its role: names from `api-scopes.ts`. Null: for everything that the role may. */
  @Column('text', { array: true, nullable: true })
  scopes!: string[] | null;

  /** From then on it is worth nothing; null: until it is revoked. */
  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;

  /** When it was used last, to the hour; null: never. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
