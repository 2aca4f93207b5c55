/**
 * The audit log, newest first. $1 organization ids (the scope), $2 slug of one of them or null, $3 civil date in each
 * organization's zone or null, $4 id of the last entry already seen or null, $5 how many.
 */
export const AUDIT_ENTRIES = `
  SELECT a.id, a.at, o.time_zone AS "timeZone", o.slug AS organization,
         a.actor, coalesce(m.name, t.label) AS "actorName",
         a.action, a.subject_id AS "subjectId", a.before, a.after
  FROM audit_entries a
  JOIN organizations o ON o.id = a.organization_id
  LEFT JOIN staff_members m ON a.actor = 'staff:' || m.id
  LEFT JOIN api_tokens t ON a.actor = 'token:' || t.id
  WHERE a.organization_id = ANY ($1)
    AND ($2::text IS NULL OR o.slug = $2)
    AND ($3::date IS NULL OR a.at >= ($3::date)::timestamp AT TIME ZONE o.time_zone)
    AND ($4::uuid IS NULL OR (a.at, a.id) < (
      SELECT seen.at, seen.id FROM audit_entries seen WHERE seen.id = $4 AND seen.organization_id = ANY ($1)))
  ORDER BY a.at DESC, a.id DESC
  LIMIT $5`;

/** $1 organization ids. */
export const ORGANIZATIONS_IN_SCOPE = `
  SELECT id, slug, name, name_en AS "nameEn" FROM organizations WHERE id = ANY ($1) ORDER BY slug`;
