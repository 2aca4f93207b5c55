/**
 * $1 hash of a session's token, $2 now. One row per role in which the session may act; a single row without organization where there
 * is no such role.
 */
export const PRINCIPAL_OF_SESSION = `
  SELECT 'staff:' || m.id AS actor, m.name, r.organization_id AS "organizationId", r.role,
         m.id AS "staffMemberId", s.token_hash AS "tokenHash", s.method, s.organization_id AS "onlyFor",
         s.last_seen_at AS "lastSeenAt",
         s.method = 'password' AND EXISTS (
           SELECT FROM staff_roles own JOIN organizations o ON o.id = own.organization_id
           WHERE own.staff_member_id = m.id AND o.second_factor_required) AS "lacksSecondFactor"
  FROM staff_sessions s
  JOIN staff_members m ON m.id = s.staff_member_id AND m.disabled_at IS NULL
  LEFT JOIN staff_roles r ON r.staff_member_id = m.id
    AND (s.organization_id IS NULL OR r.organization_id = s.organization_id)
  WHERE s.token_hash = $1 AND s.expires_at > $2`;

/** $1 hash of a session's token, $2 now, $3 the instant before which it must have been seen last. */
export const SEEN_NOW =
  'UPDATE staff_sessions SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at <= $3';

/** $1 id of a staff member. */
export const PRINCIPAL_OF_MEMBER = `
  SELECT 'staff:' || m.id AS actor, m.name, r.organization_id AS "organizationId", r.role
  FROM staff_members m
  LEFT JOIN staff_roles r ON r.staff_member_id = m.id
  WHERE m.id = $1 AND m.disabled_at IS NULL`;

/** $1 hash of an API token, $2 now. */
export const PRINCIPAL_OF_API_TOKEN = `
  SELECT 'token:' || t.id AS actor, t.label AS name, r.organization_id AS "organizationId", r.role, t.scopes
  FROM api_tokens t
  LEFT JOIN api_token_roles r ON r.token_id = t.id
  WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)`;

/** That a token was used, at most once an hour. $1 its hash, $2 now. */
export const TOKEN_USED = `
  UPDATE api_tokens SET last_used_at = $2
  WHERE token_hash = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 hour')`;
