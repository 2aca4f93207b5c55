/** SQL: entries that say that somebody looked at what is kept about people; all others say that something was done. */
const IS_LOOK = `a.action ~ '[._](viewed|read|searched|printed|exported)$'`;

/**
 * The audit log, newest first. $1 organization ids (the scope), $2 slug of one of them or null, $3 and $4 first and last civil date
 * in each organization's zone or null, $5 id of the last entry already seen or null, $6 how many, $7 actor or null, $8 `looks`, `acts`
 * or null, $9 what the entries are about (first word of the action) or null, $10 subject's id or reception number or null, $11 text
 * that stands in it, as a pattern of LIKE, or null. The log of each organization is read from its own end: it may be long.
 */
export const AUDIT_ENTRIES = `
  SELECT a.id, a.at, a."timeZone", a.organization, a.actor, coalesce(m.name, t.label) AS "actorName",
         a.action, a."subjectId", a.before, a.after
  FROM (
    SELECT found.* FROM organizations o CROSS JOIN LATERAL (
      SELECT a.id, a.at, o.time_zone AS "timeZone", o.slug AS organization, a.actor, a.action, a.subject_id AS "subjectId",
             a.before, a.after
      FROM audit_entries a
      WHERE a.organization_id = o.id
        AND ($3::date IS NULL OR a.at >= ($3::date)::timestamp AT TIME ZONE o.time_zone)
        AND ($4::date IS NULL OR a.at < ($4::date + 1)::timestamp AT TIME ZONE o.time_zone)
        AND ($5::uuid IS NULL OR (a.at, a.id) < (
          SELECT seen.at, seen.id FROM audit_entries seen WHERE seen.id = $5 AND seen.organization_id = ANY ($1)))
        AND ($7::text IS NULL OR a.actor = $7)
        AND ($8::text IS NULL OR (${IS_LOOK}) = ($8 = 'looks'))
        AND ($9::text IS NULL OR split_part(a.action, '.', 1) = $9)
        AND ($10::text IS NULL OR a.subject_id = ANY (array_append(ARRAY(
          SELECT r.id::text FROM registrations r WHERE r.organization_id = ANY ($1) AND r.code = upper($10)), $10)))
        AND ($11::text IS NULL OR a.before::text ILIKE $11 OR a.after::text ILIKE $11)
      ORDER BY a.at DESC, a.id DESC
      LIMIT $6
    ) found
    WHERE o.id = ANY ($1) AND ($2::text IS NULL OR o.slug = $2)
    ORDER BY found.at DESC, found.id DESC
    LIMIT $6
  ) a
  LEFT JOIN staff_members m ON a.actor = 'staff:' || m.id
  LEFT JOIN api_tokens t ON a.actor = 'token:' || t.id
  ORDER BY a.at DESC, a.id DESC`;

/** Who stands in the log of the organizations $1, for the choice of the screen: those who may act for them, and who once could. */
export const AUDIT_ACTORS = `
  SELECT 'staff:' || m.id AS actor, m.name FROM staff_members m
  WHERE EXISTS (SELECT FROM audit_entries a WHERE a.organization_id = ANY ($1) AND a.actor = 'staff:' || m.id)
  UNION ALL
  SELECT 'token:' || t.id, t.label FROM api_tokens t
  WHERE EXISTS (SELECT FROM audit_entries a WHERE a.organization_id = ANY ($1) AND a.actor = 'token:' || t.id)
  ORDER BY name, actor`;

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
 * What the log says was done about one thing, newest first; not who opened its page. $1 organization, $2 id of the thing, $3 and $4 subject and action of entries
 * that are about several things, and name this one among the `numbers` after; null where there are none. $5 how many.
 */
export const AUDIT_ABOUT = `
  SELECT a.id, a.at, a.actor, coalesce(m.name, t.label) AS "actorName", a.action, a.before, a.after
  FROM audit_entries a
  LEFT JOIN staff_members m ON a.actor = 'staff:' || m.id
  LEFT JOIN api_tokens t ON a.actor = 'token:' || t.id
  WHERE a.organization_id = $1
    AND a.action !~ '[._]viewed$'
    AND (a.subject_id = $2 OR (a.subject_id = $3 AND a.action = $4 AND jsonb_exists(a.after -> 'numbers', $2)))
  ORDER BY a.at DESC, a.id DESC
  LIMIT $5`;
