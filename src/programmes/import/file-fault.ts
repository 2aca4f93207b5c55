import { DomainError, type Fault } from '../../shared/domain-error.js';
import type { FileFinding, FilePath } from '../domain/programme-file.js';
import type { SourceFile } from './source-file.js';
import type { TextFinding } from './yaml-document.js';

/**
 * One fault in a programme file. `code` is `file.<name>`: `faults.file.<name>` in the message catalogues says what is
 * wrong, `remedies.file.<name>` what to do. `field` is the path in dotted form, `path` the same in steps.
 */
export interface FileFault extends Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: FilePath;
}

/** The most faults that one report lists. */
const MOST_FAULTS = 1000;

export function faultOf(finding: FileFinding | TextFinding, source: SourceFile, file: string): FileFault {
  const path = finding.path ?? [];
  const offset = 'offset' in finding ? finding.offset : undefined;
  const position = offset === undefined ? source.positionOf(path, finding.atKey) : source.positionAt(offset);
  return {
    file,
    ...position,
    field: dotted(path),
    path,
    code: `file.${finding.code}`,
    ...(finding.params ? { params: finding.params } : {}),
  };
}

/** Faults in the order of the file; beyond `MOST_FAULTS` the rest becomes one fault that says how many more there are. */
export function inFileOrder(faults: readonly FileFault[]): FileFault[] {
  const sorted = [...faults].sort(
    (a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code, 'en'),
  );
  const last = sorted[MOST_FAULTS];
  if (!last) return sorted;
  const more = { ...last, code: 'file.more_faults', params: { count: sorted.length - MOST_FAULTS } };
  return [...sorted.slice(0, MOST_FAULTS), more];
}

/** @throws DomainError `invalid` with these faults, if there are any */
export function faultsOrNothing(faults: readonly FileFault[]): void {
  if (faults.length > 0) throw new DomainError('invalid', { faults });
}

function dotted(path: FilePath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
