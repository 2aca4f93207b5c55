import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, visit, type YAMLMap } from 'yaml';
import type { FilePath } from '../domain/programme-file.js';
import { parseYaml, type TextFinding } from './yaml-document.js';

/** A file as it was given: its name is for the reader of faults only. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** A place in a file, both from 1. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

export interface SourceFile {
  /** Plain data, empty values left out; undefined where the text cannot be read at all. */
  readonly data: unknown;
  readonly findings: readonly TextFinding[];
  /** Where the value at `path` stands (or its key); the nearest thing around it where it is missing. */
  positionOf(path: FilePath, atKey?: boolean): FilePosition;
  positionAt(offset: number): FilePosition;
}

/** Bytes of UTF-8 that a programme file may have: a hundred times a real town's year, and read in about a second. */
export const LARGEST_FILE_BYTES = 2 * 1024 * 1024;
/** References (`*name`) in one file; more are a mistake or an attack on the memory of the server. */
const MOST_ALIASES = 200;
/** Values in one file once its references are followed. */
const MOST_VALUES = 200_000;
/** The longest list that the schema allows anywhere; of a longer one only so much is read that it is seen to be too long. */
const LONGEST_LIST = 2000;

/**
 * Reads YAML 1.2, of which JSON is a part, with the core schema whatever the file itself asks for: dates and times stay
 * text as written (no sexagesimal numbers, no time zone of the process), `yes` and `no` too.
 */
export function readSource(text: string): SourceFile {
  const lines = new LineCounter();
  const positionAt = (offset: number): FilePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = (...findings: TextFinding[]): SourceFile => ({
    data: undefined,
    findings,
    positionOf: () => ({ line: 1, column: 1 }),
    positionAt,
  });
  if (Buffer.byteLength(text) > LARGEST_FILE_BYTES) {
    return broken({ code: 'too_large', params: { megabytes: LARGEST_FILE_BYTES / 1024 / 1024 } });
  }
  const unreadable = text.indexOf('\uFFFD');
  if (unreadable >= 0) {
    lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0 && at < unreadable; at = text.indexOf('\n', at + 1))
      lines.addNewLine(at + 1);
    return broken({ code: 'encoding', offset: unreadable });
  }
  const { document, findings } = parseYaml(text, lines);
  if (!document) return broken(...findings);
  if (document.contents === null) return broken({ code: 'empty' });

  const anchors = new Map<string, Node>();
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
      return aliases > MOST_ALIASES ? visit.BREAK : undefined;
    },
    Node: (_key, node) => {
      if (!isAlias(node) && isNode(node) && 'anchor' in node && node.anchor) anchors.set(node.anchor, node);
    },
  });
  if (aliases > MOST_ALIASES) return broken({ code: 'too_many_aliases', params: { limit: MOST_ALIASES } });

  let data: unknown;
  try {
    data = plain(document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch (error) {
    const code = error instanceof Unreadable ? error.message : 'bad_alias';
    return broken({ code, params: { limit: MOST_VALUES, reason: (error as Error).message } });
  }
  const positionOf = (path: FilePath, atKey = false) =>
    positionAt(offsetOf(document.contents as Node, path, atKey, anchors));
  return { data, findings, positionOf, positionAt };
}

class Unreadable extends Error {}

/** A copy in which empty values are left out and every text is well-formed Unicode without white space at its end. */
function plain(root: unknown): unknown {
  let values = 0;
  const open = new Set<unknown>();
  const copy = (value: unknown): unknown => {
    if (++values > MOST_VALUES) throw new Unreadable('too_many_values');
    if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\uFFFD').trimEnd();
    if (typeof value !== 'object' || value === null) return value;
    if (open.has(value)) throw new Unreadable('circle');
    open.add(value);
    const copied = Array.isArray(value)
      ? value.slice(0, LONGEST_LIST + 1).map(copy)
      : Object.fromEntries(
          Object.entries(value)
            .filter(([, own]) => own !== null)
            .map(([key, own]) => [key, copy(own)]),
        );
    open.delete(value);
    return copied;
  };
  return copy(root);
}

function offsetOf(root: Node, path: FilePath, atKey: boolean, anchors: ReadonlyMap<string, Node>): number {
  let node: Node = root;
  let offset = root.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const here = isAlias(node) ? anchors.get(node.source) : node;
    const isLast = depth === path.length - 1;
    if (isMap(here)) {
      const pair = pairOf(here, String(step));
      if (!pair) return offset;
      const keyOffset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      if ((isLast && atKey) || !isNode(pair.value)) return keyOffset;
      node = pair.value;
      // A block value begins on a line of its own; its key is where one looks.
      offset = isScalar(node) || isAlias(node) || node.flow ? (node.range?.[0] ?? keyOffset) : keyOffset;
    } else if (isSeq(here)) {
      const item = here.items[Number(step)];
      if (!isNode(item)) return offset;
      node = item;
      offset = item.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function pairOf(map: YAMLMap, key: string) {
  // The last of two equal keys is the one that was read.
  return map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}
