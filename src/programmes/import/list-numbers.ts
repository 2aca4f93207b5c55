import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { Session } from '../session.entity.js';
import type { Difference } from './differences.js';
import type { FileFault } from './file-fault.js';
import type { ReadProgrammeFile } from './programme-file-reader.js';
import type { SessionRecord } from './year-records.js';

/** NOs that sessions of the file would have, and that other sessions of the organization keep. */
export async function listNumberFaults(
  tx: EntityManager,
  file: ReadProgrammeFile,
  organizationId: string,
  { created, changed, removed }: Difference<SessionRecord>,
): Promise<FileFault[]> {
  const given = [...created, ...changed.map(({ wanted }) => wanted)].filter(({ row }) => row.listNumber);
  if (given.length === 0) return [];
  const stored = await tx.find(Session, {
    select: { id: true, listNumber: true },
    where: { organizationId, listNumber: Not(IsNull()) },
  });
  const rewritten = new Set([
    ...removed.map(({ row }) => row.id),
    ...changed.map(({ wanted }) => wanted.row.id),
  ]);
  const taken = new Set(stored.flatMap(({ id, listNumber }) => (rewritten.has(id) ? [] : [listNumber!])));
  return given.flatMap(({ row, path }) => {
    const number = row.listNumber!;
    // Two of the file itself have a fault of their own, unless staff gave one of them the number of the other.
    if (!taken.has(number)) {
      taken.add(number);
      return [];
    }
    return [file.faultAt({ path: [...path, 'listNumber'], code: 'list_number_taken', params: { number } })];
  });
}

/** Takes the NOs from sessions whose NO is to be another: each is free before it is given again. */
export async function freeListNumbers(
  tx: EntityManager,
  changed: Difference<SessionRecord>['changed'],
): Promise<void> {
  const ids = changed.flatMap(({ wanted, fields }) => (fields.includes('listNumber') ? [wanted.row.id] : []));
  if (ids.length > 0) await tx.update(Session, { id: In(ids) }, { listNumber: null });
}
