import type { Change } from '../../programmes/import/differences.js';
import { idOfKey } from '../../shared/ids.js';
import type { StoredNames } from './year-import.names.queries.js';

/** What a report's keys and ids are called, in the database or, where it makes or renames them, in the files. */
export interface ImportNames {
  /** By key from the organization down. */
  readonly programme: ReadonlyMap<string, string>;
  readonly course: ReadonlyMap<string, string>;
  /** By id: organizations and programmes. */
  readonly byId: ReadonlyMap<string, string>;
  /** Ids of stored courses by key. */
  readonly courseIds: ReadonlyMap<string, string>;
}

export function namesOf(stored: StoredNames, changes: readonly Change[]): ImportNames {
  const programme = new Map(stored.programmes.map(({ key, title }) => [key, title]));
  const course = new Map(stored.courses.map(({ key, title }) => [key, title]));
  const byId = new Map([...stored.organizations, ...stored.programmes].map(({ id, title }) => [id, title]));
  for (const { kind, key, fields } of changes) {
    const title = fields.title?.after;
    if (typeof title !== 'string') continue;
    if (kind === 'programme') {
      programme.set(key, title);
      byId.set(idOfKey('programme', ...key.split('/')), title);
    }
    if (kind === 'course') course.set(key, title);
  }
  return { programme, course, byId, courseIds: new Map(stored.courses.map(({ id, key }) => [key, id])) };
}
