import { PING } from './webhook-events.js';

/** SQL: a webhook with how its deliveries stand. $1 organizations of the reader; more conditions follow. */
export const SELECT_WEBHOOK = `
  SELECT w.id, o.slug AS organization, o.name AS "organizationName", o.name_en AS "organizationNameEn",
         o.time_zone AS "timeZone", w.organization_id AS "organizationId", w.label, w.url, w.events,
         w.created_at AS "createdAt", w.paused_at AS "pausedAt",
         (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting,
         (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'failed') AS failed
    FROM webhooks w JOIN organizations o ON o.id = w.organization_id
   WHERE w.organization_id = ANY ($1)`;

/** $1 webhook, $2 id of the last delivery already seen or null, $3 how many. Newest first. */
export const DELIVERIES = `
  SELECT d.id, d.event, d.data, d.created_at AS "createdAt", d.state, d.attempts, d.due_at AS "dueAt",
         d.last_attempt_at AS "lastAttemptAt", d.last_status AS "lastStatus", d.last_fault AS "lastFault",
         d.delivered_at AS "deliveredAt"
    FROM webhook_deliveries d
   WHERE d.webhook_id = $1
     AND ($2::uuid IS NULL OR (d.created_at, d.id) < (
       SELECT seen.created_at, seen.id FROM webhook_deliveries seen WHERE seen.id = $2 AND seen.webhook_id = $1))
   ORDER BY d.created_at DESC, d.id DESC
   LIMIT $3`;

/**
 * Claims deliveries that are due until $2: who takes them commits before anything is sent, and where that process dies, they are due
 * again then. $1 now, $3 how many. At most so many ($4) of one organization at once, and none of those ($5) that wait for answers
 * already: one whose addresses are slow waits for itself alone. What was not tried yet goes before what has failed, then the oldest.
 * A ping is sent to a paused address too: somebody wants to see whether it answers.
 */
export const CLAIM_DELIVERIES = `
  WITH turn AS (
    SELECT d.id, row_number() OVER (PARTITION BY d.organization_id ORDER BY d.attempts, d.created_at, d.id) AS place
      FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id AND (w.paused_at IS NULL OR d.event = '${PING}')
     WHERE d.state = 'waiting' AND (d.due_at IS NULL OR d.due_at <= $1) AND d.organization_id <> ALL ($5::uuid[])
  ), taken AS (
    SELECT d.id FROM webhook_deliveries d
     WHERE d.id IN (SELECT id FROM turn WHERE place <= $4) AND d.state = 'waiting' AND (d.due_at IS NULL OR d.due_at <= $1)
     ORDER BY d.attempts, d.created_at, d.id LIMIT $3
       FOR UPDATE SKIP LOCKED
  )
  UPDATE webhook_deliveries d SET attempts = d.attempts + 1, last_attempt_at = $1, due_at = $2
    FROM taken, webhooks w, organizations o
   WHERE d.id = taken.id AND w.id = d.webhook_id AND o.id = w.organization_id
  RETURNING d.id, d.organization_id AS "organizationId", d.webhook_id AS "webhookId", d.event, d.data, d.created_at AS "createdAt", d.attempts, w.url,
            w.sealed_secret AS "sealedSecret", o.slug AS organization`;

/**
 * What became of an attempt; of a delivery that somebody sent again meanwhile, nothing. $1 delivery, $2 state, $3 when it is due
 * again, $4 status, $5 fault, $6 when it was taken, $7 number of the attempt.
 */
export const SETTLE_DELIVERY = `
  UPDATE webhook_deliveries SET state = $2, due_at = $3, last_status = $4, last_fault = $5, delivered_at = $6
   WHERE id = $1 AND state = 'waiting' AND attempts = $7`;

/** Sends again what has failed or was taken: with its old id, by which the other side knows a repetition. $1 delivery, $2 webhook. */
export const SEND_AGAIN = `
  UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due_at = NULL, delivered_at = NULL
   WHERE id = $1 AND webhook_id = $2 AND state <> 'waiting'
  RETURNING id`;

/** Days for which the log of deliveries is kept. */
export const KEPT_DAYS = 90;

const OLD = `state <> 'waiting' AND created_at < $1::timestamptz - make_interval(days => ${KEPT_DAYS})`;
/** $1 now. */
export const ERASE_OLD_DELIVERIES = `DELETE FROM webhook_deliveries WHERE ${OLD} RETURNING id`;
export const COUNT_OLD_DELIVERIES = `SELECT count(*)::int AS count FROM webhook_deliveries WHERE ${OLD}`;
