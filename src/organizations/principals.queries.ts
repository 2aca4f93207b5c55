/** $1 hash of a session's token, $2 now. One row per role; a single row without organization where there is no role. */
export const PRINCIPAL_OF_SESSION = `
  SELECT 'staff:' || m.id AS actor, m.name, r.organization_id AS "organizationId", r.role
  FROM staff_sessions s
  JOIN staff_members m ON m.id = s.staff_member_id AND m.disabled_at IS NULL
  LEFT JOIN staff_roles r ON r.staff_member_id = m.id
  WHERE s.token_hash = $1 AND s.expires_at > $2`;

/** $1 id of a staff member. */
export const PRINCIPAL_OF_MEMBER = `
  SELECT 'staff:' || m.id AS actor, m.name, r.organization_id AS "organizationId", r.role
  FROM staff_members m
  LEFT JOIN staff_roles r ON r.staff_member_id = m.id
  WHERE m.id = $1 AND m.disabled_at IS NULL`;

/** $1 hash of an API token. */
export const PRINCIPAL_OF_API_TOKEN = `
  SELECT 'token:' || t.id AS actor, t.label AS name, r.organization_id AS "organizationId", r.role
  FROM api_tokens t
  LEFT JOIN api_token_roles r ON r.token_id = t.id
  WHERE t.token_hash = $1 AND t.revoked_at IS NULL`;
