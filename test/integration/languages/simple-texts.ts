import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { TEMPLATES } from '../../../src/platform/views/paths.js';

/** A message of やさしい日本語 as its catalogue has it. */
export interface SimpleText {
  readonly file: string;
  readonly key: string;
  readonly text: string;
}

/** Every message of やさしい日本語. */
export function simpleTexts(): SimpleText[] {
  const directory = join(TEMPLATES, 'messages');
  return readdirSync(directory)
    .filter((file) => file.endsWith('.ja-simple.yaml'))
    .sort()
    .flatMap((file) =>
      flatten(parse(readFileSync(join(directory, file), 'utf8'))).map(([key, text]) => ({ file, key, text })),
    );
}

function flatten(tree: unknown, prefix = ''): [string, string][] {
  if (typeof tree !== 'object' || tree === null) return [[prefix.slice(0, -1), String(tree)]];
  return Object.entries(tree).flatMap(([key, value]) => flatten(value, `${prefix}${key}.`));
}
