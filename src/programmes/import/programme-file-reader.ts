import { fileFindings } from '../domain/file-rules.js';
import type { FileFinding, FilePath, Loose, ProgrammeFile } from '../domain/programme-file.js';
import { type FileFault, faultOf, inFileOrder } from './file-fault.js';
import { schemaFindings } from './schema-findings.js';
import { readSource, type SourceFile, type SourceText } from './source-file.js';

/** Findings about something that is not there: nothing has to be taken out for the rules to go on. */
const ABOUT_ABSENCE = new Set(['missing_key', 'no_date', 'date_and_undated']);

/** A file that is right in itself; `faultAt` makes a fault of what the database has against it. */
export interface ReadProgrammeFile {
  readonly name: string;
  readonly content: ProgrammeFile;
  /** By kind and key (`session town/p/c/s`): the columns of what is there already that a list speaks of. Undefined: all. */
  readonly said?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Rows of a list that say something anew, by key of the session (`town/p/c/s`). */
  readonly listed?: ReadonlyMap<string, object>;
  /** What staff should know of it; it hinders nothing. */
  readonly notes?: readonly FileFault[];
  faultAt(finding: FileFinding): FileFault;
}

export type Reading =
  | { readonly file: ReadProgrammeFile; readonly faults: readonly [] }
  | { readonly file?: undefined; readonly faults: readonly FileFault[] };

/** Reads and checks one programme file: either it is right, or every fault in it is named with its place. */
export function readProgrammeFile({ name, text }: SourceText): Reading {
  const source = readSource(text);
  if (source.data === undefined) return { faults: faultsOf(source.findings, source, name) };
  const faults = faultsOf([...source.findings, ...contentFindings(source.data)], source, name);
  if (faults.length > 0) return { faults };
  const content = source.data as ProgrammeFile;
  return { file: { name, content, faultAt: (finding) => faultOf(finding, source, name) }, faults: [] };
}

/** Everything that is wrong with what a programme file holds, wherever it came from. */
export function contentFindings(data: unknown): FileFinding[] {
  const bySchema = schemaFindings(data);
  const byRules = isTree(data) ? fileFindings(without(bySchema, data) as Loose<ProgrammeFile>) : [];
  return [...bySchema, ...byRules];
}

function faultsOf(findings: SourceFile['findings'], source: SourceFile, name: string): FileFault[] {
  return inFileOrder(findings.map((finding) => faultOf(finding, source, name)));
}

/** The data with every faulty value taken out; its key stays, so that the rules can tell "faulty" from "not said". */
function without(findings: readonly FileFinding[], data: object): unknown {
  const left = structuredClone(data);
  for (const { path, code } of findings) {
    if (ABOUT_ABSENCE.has(code)) continue;
    const holder = path.slice(0, -1).reduce<unknown>(stepInto, left);
    const last = path.at(-1);
    if (last === undefined) return {};
    if (!isTree(holder)) continue;
    (holder as Record<string | number, unknown>)[last] = undefined;
  }
  return left;
}

function stepInto(value: unknown, step: FilePath[number]): unknown {
  return isTree(value) ? (value as Record<string | number, unknown>)[step] : undefined;
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
