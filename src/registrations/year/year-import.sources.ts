import type { EntityManager } from 'typeorm';
import { faultsOfList, readListFor } from '../../programmes/import/event-list-reader.js';
import { type EventListSource, readEventList } from '../../programmes/import/event-list-source.js';
import { type FileFault, faultsOrNothing } from '../../programmes/import/file-fault.js';
import { isEventList } from '../../programmes/import/list-text.js';
import { type ReadProgrammeFile, readProgrammeFile } from '../../programmes/import/programme-file-reader.js';
import type { SourceText } from '../../programmes/import/source-file.js';
import { DomainError } from '../../shared/domain-error.js';
import type { KnownTowns } from './known-towns.js';

/** Texts as far as they can be read without the database: programme files, and lists of events of one organization. */
export interface ReadSources {
  readonly files: readonly ReadProgrammeFile[];
  readonly lists: readonly { readonly name: string; readonly list: EventListSource }[];
}

/** Reads all texts. @throws DomainError `invalid` with every fault of every one of them */
export function readSources(texts: readonly SourceText[]): ReadSources {
  const isList = Map.groupBy(texts, isEventList);
  const readings = (isList.get(false) ?? []).map(readProgrammeFile);
  const lists = (isList.get(true) ?? []).map(({ name, text }) => ({ name, list: readEventList(text) }));
  const files = readings.flatMap(({ file }) => file ?? []);
  const seen = new Set<string>();
  const twice = files.flatMap((file) => {
    const { key } = file.content.organization;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [file.faultAt({ path: ['organization', 'key'], code: 'organization_twice', params: { key } })];
  });
  faultsOrNothing([
    ...readings.flatMap(({ faults }) => faults),
    ...lists.flatMap(({ list, name }) => faultsOfList(list, name)),
    ...twice,
    ...(lists.length + files.length > 1 ? lists.map(({ name }) => faultOfList(name, 'list.alone')) : []),
  ]);
  return { files, lists };
}

/** What it takes to know whose list it is. */
export interface ListOwner {
  /** Key of the organization, where it was chosen. */
  readonly listOf?: string | undefined;
  readonly organizationIds: readonly string[] | 'any';
}

/**
 * Key of the organization that lists are of: the chosen one, or the only one for which the importer may speak.
 * @throws DomainError `invalid` where nobody said whose list it is
 */
export async function ownerOfLists(
  tx: EntityManager,
  { lists }: ReadSources,
  { listOf, organizationIds }: ListOwner,
): Promise<string | undefined> {
  if (lists.length === 0) return undefined;
  if (listOf) return listOf;
  const only = organizationIds !== 'any' && organizationIds.length === 1 ? organizationIds[0] : undefined;
  const rows: { slug: string }[] =
    only === undefined ? [] : await tx.query('SELECT slug FROM organizations WHERE id = $1', [only]);
  if (!rows[0]) faultsOrNothing(lists.map(({ name }) => faultOfList(name, 'list.whose')));
  return rows[0]?.slug;
}

/**
 * The programme files that the texts are, lists held against what their organization has at this moment.
 * @throws DomainError `invalid` with every fault of the lists, `unknown` where there is no such organization
 */
export async function filesOf(
  tx: EntityManager,
  { files, lists }: ReadSources,
  owner: string | undefined,
  towns: KnownTowns,
): Promise<ReadProgrammeFile[]> {
  if (owner === undefined) return [...files];
  const town = await towns.of(tx, owner);
  if (!town) throw new DomainError('unknown');
  const readings = lists.map(({ list, name }) => readListFor(list, name, town));
  faultsOrNothing(readings.flatMap(({ faults }) => faults));
  return [...files, ...readings.flatMap(({ file }) => file ?? [])];
}

function faultOfList(file: string, code: string): FileFault {
  return { file, line: 1, column: 1, field: '', path: [], code: `file.${code}` };
}
