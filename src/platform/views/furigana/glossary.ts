import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { TEMPLATES } from '../paths.js';
import { Reader, type Word } from './reader.js';

/** Stands for the other kanji of a run: 〜室, 各〜. */
const OTHERS = '〜';

/**
 * Words of the house and how they are read, `templates/readings.yaml`. `話+しす: はな` is read so before し and す alone; `〜室: しつ` behind
 * other kanji, `各〜: かく` before them.
 */
export function readGlossary(source: string): Word[] {
  const entries = parse(source) as Record<string, string>;
  return Object.entries(entries).map(([key, reading]): Word => {
    const [text = '', only] = key.split('+') as [string, string?];
    return {
      text: text.replace(OTHERS, ''),
      reading,
      ...(only !== undefined && { only }),
      ...(text.startsWith(OTHERS) && { joins: 'after' as const }),
      ...(text.endsWith(OTHERS) && { joins: 'before' as const }),
    };
  });
}

const SOURCE = readFileSync(join(TEMPLATES, 'readings.yaml'), 'utf8');

export const GLOSSARY: readonly Word[] = readGlossary(SOURCE);

/** Reads by the words of the house alone. */
export const HOUSE = new Reader(GLOSSARY);
