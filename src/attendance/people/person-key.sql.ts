/**
 * SQL: the key by which an organization's records know the contact of a place, without a look at who was found to be the same:
 * the keyed hash of the mail address, else the registration.
 * @param place alias of `places`
 */
export function contactKeyOf(place: string): string {
  return `COALESCE(${place}.contact_key, ${place}.registration_id::text)`;
}

/**
 * SQL of a LEFT JOIN that finds whom staff say the contact of a place is, and the expression (text) that says who it is: the same
 * for all keys of one person. People who come along are `<that>:<member>`.
 * @param place alias of `places`, which the join follows
 * @param alias of `same_people`, of one's own
 */
export function samePersonJoin(place: string, alias = 'same'): string {
  return `LEFT JOIN same_people ${alias} ON ${alias}.organization_id = ${place}.organization_id AND ${alias}.key = ${contactKeyOf(place)}`;
}

/** SQL (text): who the contact of a place is, beside `samePersonJoin`. */
export function personOf(place: string, alias = 'same'): string {
  return `COALESCE(${alias}.person_id::text, ${contactKeyOf(place)})`;
}

/**
 * SQL: the same key from the registration itself, which holds it also where it has no place.
 * @param registration alias of `registrations`
 */
export function contactKeyOfRegistration(registration: string): string {
  return `COALESCE(${registration}.contact_key, ${registration}.id::text)`;
}

/** SQL of a LEFT JOIN as `samePersonJoin`, beside a registration. */
export function samePersonOfRegistration(registration: string, alias = 'same'): string {
  return `LEFT JOIN same_people ${alias} ON ${alias}.organization_id = ${registration}.organization_id
    AND ${alias}.key = ${contactKeyOfRegistration(registration)}`;
}

/** SQL (text): who the contact of a registration is, beside `samePersonOfRegistration`. */
export function personOfRegistration(registration: string, alias = 'same'): string {
  return `COALESCE(${alias}.person_id::text, ${contactKeyOfRegistration(registration)})`;
}

const UUID = `'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;

/**
 * SQL: whether a registration has this key (text), so that both indexes can be used.
 * @param registration alias of `registrations`
 * @param key SQL expression
 */
export function hasContactKey(registration: string, key: string): string {
  return `(${registration}.contact_key = ${key}
    OR (${registration}.contact_key IS NULL AND ${registration}.id = CASE WHEN ${key} ~ ${UUID} THEN ${key}::uuid END))`;
}
