import type { DataSource } from 'typeorm';
import { LEAST_TOPIC } from './hidden-words.js';

/**
 * SQL for a column of names that discreet mails of an organization must not say: its own, and those of its programmes, courses,
 * sessions, topics and houses. The same when a text is saved and when a mail is written. @param organizationId SQL for its id
 */
export function namesToHideSql(organizationId: string): string {
  return `SELECT name FROM (
       SELECT unnest(ARRAY[title, title_en]) AS name FROM programmes WHERE organization_id = ${organizationId}
       UNION SELECT unnest(ARRAY[title, title_en]) FROM courses WHERE organization_id = ${organizationId}
       UNION SELECT said FROM sessions, unnest(ARRAY[title, topic]) AS said
         WHERE organization_id = ${organizationId} AND length(said) >= ${LEAST_TOPIC}
       UNION SELECT unnest(ARRAY[name, name_en]) FROM organizations WHERE id = ${organizationId}
       UNION SELECT unnest(ARRAY[name, name_en]) FROM venues WHERE organization_id = ${organizationId} AND NOT online
     ) names WHERE name IS NOT NULL ORDER BY name`;
}

/** The same names of the organization with this id. */
export async function namesToHide(db: Pick<DataSource, 'query'>, organizationId: string): Promise<string[]> {
  const rows: { name: string }[] = await db.query(namesToHideSql('$1'), [organizationId]);
  return rows.map(({ name }) => name);
}
