import type { SourceText } from '../../programmes/import/source-file.js';
import type { Fault } from '../../shared/domain-error.js';

/** A fault of a file as the page shows it: where, what the line says, what is wrong, and what to do. */
export interface ShownFault {
  readonly file: string;
  readonly line: number;
  /** The line as it stands in the file, shortened. */
  readonly source: string;
  readonly detail: string;
  readonly remedy?: string | undefined;
}

/** Characters of a line that are shown. */
const LONGEST_LINE = 160;

/** All faults, file by file, in the order of the lines. */
export function faultsOfTexts(
  faults: readonly Fault[],
  files: readonly SourceText[],
  wordsOf: (fault: Fault) => { readonly detail: string; readonly remedy?: string | undefined },
): ShownFault[] {
  const lines = new Map(files.map(({ name, text }) => [name, text.split('\n')]));
  return faults.map((fault) => {
    const { file = '', line = 1 } = fault;
    const source = (lines.get(file)?.[line - 1] ?? '').trim();
    return {
      file,
      line,
      source: source.length > LONGEST_LINE ? `${source.slice(0, LONGEST_LINE)}…` : source,
      ...wordsOf(fault),
    };
  });
}
