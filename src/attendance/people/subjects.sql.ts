/** SQL: ids that messages and entries of the log about the registrations $1 can be about: their own, and those of their places. */
export const SUBJECTS =
  'SELECT unnest($1::uuid[]) UNION ALL SELECT id FROM places WHERE registration_id = ANY($1::uuid[])';
