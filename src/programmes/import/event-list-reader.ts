import type { EventListColumn } from '../domain/event-list/event-list.js';
import type { KnownTown } from '../domain/event-list/event-list-known.js';
import { listedYear } from '../domain/event-list/event-list-programmes.js';
import type { FilePath } from '../domain/programme-file.js';
import { columnOfPath, type EventListSource } from './event-list-source.js';
import { type FileFault, faultOf, inFileOrder } from './file-fault.js';
import { contentFindings, type ReadProgrammeFile } from './programme-file-reader.js';
import type { SourceFile } from './source-file.js';

/** A list held against what its town has: a programme file that speaks of some things only. */
export type ListReading =
  | { readonly file: ReadProgrammeFile; readonly faults: readonly [] }
  | { readonly file?: undefined; readonly faults: readonly FileFault[] };

/** Faults of a list that stand whatever the town has. */
export function faultsOfList(list: EventListSource, name: string): FileFault[] {
  const source = sourceOf(list, new Map());
  return inFileOrder(list.findings.map((finding) => faultOf(finding, source, name)));
}

/** Makes the programme file that a list stands for in this town; its faults are named with the lines of the list. */
export function readListFor(list: EventListSource, name: string, town: KnownTown): ListReading {
  const { file: content, said, listed, rows, notes, ...year } = listedYear(list.events, town, list.columns);
  const source = sourceOf(list, rows);
  const findings = year.findings.length > 0 ? year.findings : contentFindings(content);
  if (findings.length > 0) {
    return { faults: inFileOrder(findings.map((finding) => faultOf(finding, source, name))) };
  }
  const all = [...list.notes, ...codeNotes(list, town), ...absentNotes(list, town), ...notes];
  return {
    file: {
      ...{ name, content, said, listed },
      notes: all.map((note) => faultOf(note, source, name)),
      faultAt: (finding) => faultOf(finding, source, name),
    },
    faults: [],
  };
}

/** Codes of another municipality; a prefecture's code for a town of it is usual. */
function codeNotes({ codes }: EventListSource, { code }: KnownTown) {
  if (code === null) return [];
  const others = [...codes].filter((one) => {
    const digits = one.normalize('NFKC');
    return (
      !code.startsWith(digits.slice(0, 5)) &&
      !(digits.length <= 6 && /^\d\d(000\d?)?$/.test(digits) && code.startsWith(digits.slice(0, 2)))
    );
  });
  return others.map((other) => ({
    path: [],
    code: 'list.other_code',
    params: { value: other.slice(0, 20), code },
  }));
}

/** Sessions that came with an earlier list and that this one has not any more. */
function absentNotes({ events }: EventListSource, { programmes }: KnownTown) {
  const listed = new Set(events.map(({ no }) => no));
  const absent = programmes
    .flatMap(({ courses }) => courses.flatMap(({ sessions }) => sessions))
    .filter(({ id, listNumber }) => listNumber !== null && !listed.has(listNumber) && !listed.has(id));
  return absent.length === 0 ? [] : [{ path: [], code: 'list.absent', params: { count: absent.length } }];
}

/** Paths of the programme file lead to the rows that they come from; `['rows', row, column]` is the row itself. */
function sourceOf(list: EventListSource, rows: ReadonlyMap<string, number>): SourceFile {
  return {
    data: {},
    findings: list.findings,
    positionOf: (path) =>
      path[0] === 'rows'
        ? list.positionOf(path[1] as number, path[2] as EventListColumn | undefined)
        : list.positionOf(rowOf(path, rows), columnOfPath(path)),
    positionAt: () => list.positionOf(undefined),
  };
}

function rowOf(path: FilePath, rows: ReadonlyMap<string, number>): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const row = rows.get(path.slice(0, length).join('/'));
    if (row !== undefined) return row;
  }
  return undefined;
}
