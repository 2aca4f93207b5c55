import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { datesOf, Recurrence } from '../../../src/programmes/domain/recurrence.js';
import type { CivilSpan } from '../../../src/programmes/domain/session-instants.js';

/** Zones of processes: no offset, far east without summer time, west with it. */
export const PROCESS_ZONES = ['UTC', 'Asia/Tokyo', 'America/New_York'] as const;

interface Answer {
  readonly zone: string;
  /** The instant of midnight on 1 January 2025 in the process's own zone. */
  readonly midnight: string;
  readonly found: readonly ReturnType<typeof datesOf>[];
  readonly instants: readonly { readonly startsAt: string | null; readonly endsAt: string | null }[];
}

/** What a process of its own, whose clock is in `zone`, says of these rules and sessions, in their order. */
export function datesInZone(
  zone: string,
  {
    rules = [],
    spans = [],
  }: { readonly rules?: readonly Recurrence[]; readonly spans?: readonly CivilSpan[] },
): Answer {
  const child = join(import.meta.dirname, 'dates-in-zone.child.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', child], {
    env: { ...process.env, TZ: zone },
    input: JSON.stringify({ rules, spans }),
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}
