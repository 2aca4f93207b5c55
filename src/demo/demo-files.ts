import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ProgrammeFile } from '../programmes/domain/programme-file.js';
import type { DemoTerms } from './domain/demo-terms.js';
import type { Participant } from './domain/made-up-people.js';

/** The demo's files lie beside `src` (and beside `dist` once built). */
const DEMO = join(import.meta.dirname, '../../demo');

/** Files of the demo that are no town's. */
const NO_TOWNS = ['participants.yaml', 'terms.yaml'];

/** Keys of the demo's towns; each has the programme file `demo/<key>.yaml`. */
export const DEMO_TOWNS: readonly string[] = readdirSync(DEMO)
  .filter((name) => name.endsWith('.yaml') && !NO_TOWNS.includes(name))
  .map((name) => name.slice(0, -'.yaml'.length))
  .sort();

/** A programme file of the demo, as it was written. The importer checks it, together with what the demo adds. */
export function readProgrammeFile(town: string): ProgrammeFile {
  return read(`${town}.yaml`) as ProgrammeFile;
}

export function readTerms(): DemoTerms {
  return read('terms.yaml') as DemoTerms;
}

export function readParticipants(): readonly Participant[] {
  return (read('participants.yaml') as { participants: Participant[] }).participants;
}

function read(name: string): unknown {
  return parse(readFileSync(join(DEMO, name), 'utf8'));
}
