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

/**
 * What the subjects of audit entries are called: a session by its programme and date; an organization, a programme, a
 * venue by its name; a registration by its reception number. $1 organization ids (the scope), $2 ids (UUIDs) of subjects.
 */
export const AUDIT_SUBJECTS = `
  SELECT s.id, 'session' AS kind, p.title AS name, p.title_en AS "nameEn", s.starts_on::text AS "startsOn",
         s.date_text AS "dateText", NULL AS code
  FROM sessions s JOIN programmes p ON p.id = s.programme_id
  WHERE s.organization_id = ANY ($1) AND s.id = ANY ($2)
  UNION ALL
  SELECT id, 'organization', name, name_en, NULL, NULL, NULL FROM organizations WHERE id = ANY ($1) AND id = ANY ($2)
  UNION ALL
  SELECT id, 'programme', title, title_en, NULL, NULL, NULL
  FROM programmes WHERE organization_id = ANY ($1) AND id = ANY ($2)
  UNION ALL
  SELECT id, 'venue', name, name_en, NULL, NULL, NULL FROM venues WHERE organization_id = ANY ($1) AND id = ANY ($2)
  UNION ALL
  SELECT id, 'registration', NULL, NULL, NULL, NULL, code
  FROM registrations WHERE organization_id = ANY ($1) AND id = ANY ($2)`;

/** $1 organization ids. */
export const ORGANIZATIONS_IN_SCOPE = `
  SELECT id, slug, name, name_en AS "nameEn" FROM organizations WHERE id = ANY ($1) ORDER BY slug`;

/**
 * What the log says of one thing, newest first. $1 organization, $2 id of the thing, $3 and $4 subject and action of entries
 * that are about several things, and name this one among the `numbers` after; null where there are none. $5 how many.
 */
export const AUDIT_ABOUT = `
  SELECT a.id, a.at, a.actor, coalesce(m.name, t.label) AS "actorName", a.action, a.before, a.after
  FROM audit_entries a
  LEFT JOIN staff_members m ON a.actor = 'staff:' || m.id
  LEFT JOIN api_tokens t ON a.actor = 'token:' || t.id
  WHERE a.organization_id = $1
    AND (a.subject_id = $2 OR (a.subject_id = $3 AND a.action = $4 AND jsonb_exists(a.after -> 'numbers', $2)))
  ORDER BY a.at DESC, a.id DESC
  LIMIT $5`;
