import type { DataSource, EntityManager } from 'typeorm';
import type { CivilTime } from '../../shared/civil-time.js';
import { DigestSubscription } from './digest-subscription.entity.js';

/** Kind of the mail that asks whether an address wants the digest. */
export const DIGEST_CONFIRM = 'digest_confirm';

/** What a subscriber chooses. */
export type DigestSettings = Pick<DigestSubscription, 'language' | 'discreet' | 'audiences' | 'kinds'>;

export interface DigestRequest extends DigestSettings {
  readonly organizationId: string;
  readonly email: string;
  /** Of the row, where it becomes a new one. */
  readonly id: string;
  readonly tokenHash: string;
  /** Number of the stretch of time in which one mail is enough. */
  readonly bucket: number;
  /** Most such mails to the address in the days before now, from all organizations together. */
  readonly most: { readonly ofDay: number; readonly ofWeek: number };
  /** Wishes from before are too old to say yes to. */
  readonly askedAfter: Date;
  /** Key of `rate_limits` under which the address has refused to be asked. */
  readonly refusalKey: string;
  readonly now: Date;
}

/**
 * Keeps a wish to get the digest, and puts the mail that asks for a yes in the ledger. What stands is not touched by whoever
 * types its address here: its reader gets the mail with the link. A wish stays as it was first asked, except that it can
 * become discreet. Nothing is kept of one for an address that refused to be asked.
 */
export async function requestDigest(tx: EntityManager, request: DigestRequest): Promise<void> {
  const { organizationId, email, id, tokenHash, language, discreet, audiences, kinds, now, most } = request;
  // One at a time for each address: those who ask of thirty organizations at once are counted together.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`digest:${email}`]);
  const refusals: unknown[] = await tx.query('SELECT FROM rate_limits WHERE key = $1 AND expire > $2', [
    request.refusalKey,
    now.getTime(),
  ]);
  if (refusals.length > 0) return;
  await tx.query(
    `DELETE FROM digest_subscriptions
     WHERE organization_id = $1 AND email = $2 AND status = 'pending' AND created_at <= $3`,
    [organizationId, email, request.askedAfter],
  );
  await tx.query(
    `INSERT INTO digest_subscriptions
       (id, organization_id, email, token_hash, language, discreet, audiences, kinds, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (organization_id, email) DO UPDATE SET discreet = true
     WHERE digest_subscriptions.status = 'pending' AND excluded.discreet`,
    [id, organizationId, email, tokenHash, language, discreet, audiences, kinds, now],
  );
  await tx.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, '${DIGEST_CONFIRM}',
       '${DIGEST_CONFIRM}:' || id || ':' || $3::text, id, $4::timestamptz, $4::timestamptz
     FROM digest_subscriptions
     WHERE organization_id = $1 AND email = $2 AND (
       SELECT count(*) < $6 AND count(*) FILTER (WHERE created_at > $4::timestamptz - interval '24 hours') < $5
       FROM messages
       WHERE recipient = $2 AND kind = '${DIGEST_CONFIRM}' AND created_at > $4::timestamptz - interval '168 hours'
     )
     ON CONFLICT DO NOTHING`,
    [organizationId, email, String(request.bucket), now, most.ofDay, most.ofWeek],
  );
}

/** What was left: a subscription, or a wish that nobody had said yes to. */
export type LeftDigest = Pick<DigestSubscription, 'email' | 'status'>;

/** Erases a subscription or a wish; null where there is none. */
export async function leaveDigest(tx: EntityManager, tokenHash: string): Promise<LeftDigest | null> {
  const { raw } = await tx
    .createQueryBuilder()
    .delete()
    .from(DigestSubscription)
    .where({ tokenHash })
    .returning(['email', 'status'])
    .execute();
  return (raw as LeftDigest[])[0] ?? null;
}

/** Remembers that an address is not to be asked. @param until whoever asks after this is heard again */
export async function refuseDigest(tx: EntityManager, key: string, until: Date): Promise<void> {
  await tx.query(
    `INSERT INTO rate_limits (key, points, expire) VALUES ($1, 1, $2)
     ON CONFLICT (key) DO UPDATE SET expire = excluded.expire`,
    [key, until.getTime()],
  );
}

/**
 * Keeps what its reader chose, and that they said yes.
 * @param askedAfter wishes from before are too old to say yes to
 * @returns false where there is no such subscription
 */
export async function keepDigest(
  db: DataSource,
  tokenHash: string,
  { now, askedAfter, ...settings }: DigestSettings & { readonly now: Date; readonly askedAfter: Date },
): Promise<boolean> {
  const { affected } = await db
    .createQueryBuilder()
    .update(DigestSubscription)
    .set({ ...settings, status: 'active', confirmedAt: () => 'coalesce(confirmed_at, :now)' })
    .where(`token_hash = :tokenHash AND (status = 'active' OR created_at > :askedAfter)`)
    .setParameters({ tokenHash, now, askedAfter })
    .execute();
  return affected === 1;
}

/** A subscription with what a page or a mail says of its organization. */
export interface DigestReader extends DigestSettings {
  readonly id: string;
  readonly organizationId: string;
  readonly status: DigestSubscription['status'];
  readonly createdAt: Date;
  readonly organizationName: string;
  readonly organizationNameEn: string | null;
  readonly senderName: string | null;
  readonly contactEmail: string | null;
  readonly contactTel: string | null;
  /** IANA zone in which its months begin and end. */
  readonly timeZone: string;
  /** Civil times of that zone between which nobody is to be disturbed. */
  readonly quietFrom: CivilTime;
  readonly quietUntil: CivilTime;
}

const SELECT_READER = `SELECT subscription.id, subscription.organization_id AS "organizationId", subscription.status,
    subscription.created_at AS "createdAt", subscription.language, subscription.discreet, subscription.audiences,
    subscription.kinds, organization.name AS "organizationName", organization.name_en AS "organizationNameEn",
    organization.sender_name AS "senderName", organization.contact_email AS "contactEmail",
    organization.contact_tel AS "contactTel", organization.time_zone AS "timeZone",
    organization.quiet_from AS "quietFrom", organization.quiet_until AS "quietUntil"
  FROM digest_subscriptions subscription
  JOIN organizations organization ON organization.id = subscription.organization_id`;

/** The subscription with this id; null once it is gone. */
export async function digestReader(db: DataSource, id: string): Promise<DigestReader | null> {
  const [row] = await db.query<DigestReader[]>(`${SELECT_READER} WHERE subscription.id = $1`, [id]);
  return row ?? null;
}

/** The subscription whose links hold the token with this hash; null where there is none. */
export async function digestReaderByToken(db: DataSource, tokenHash: string): Promise<DigestReader | null> {
  const [row] = await db.query<DigestReader[]>(`${SELECT_READER} WHERE subscription.token_hash = $1`, [
    tokenHash,
  ]);
  return row ?? null;
}

/** An organization that sends a digest. */
export interface DigestOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

/** Organizations that have programmes of their own, by slug. */
export async function digestOrganizations(db: DataSource): Promise<DigestOrganization[]> {
  return db.query(
    `SELECT id, slug, name, name_en AS "nameEn" FROM organizations organization
     WHERE EXISTS (SELECT FROM programmes WHERE organization_id = organization.id) ORDER BY slug`,
  );
}
