import type { ProgrammeName } from './asked-fields.js';
import type { HoldingProgramme, HostRow } from './privacy.queries.js';

/**
 * What staff of another organization see of those who take part: the whole list; the list with answers to sensitive questions; only
 * those who live with them; or figures. Decision 0037; the guard is `programmes/programme-access.ts`.
 */
export type Sight = 'answers' | 'everyone' | 'residents' | 'totals';

export interface HostSight {
  readonly name: string;
  readonly sight: Sight;
  readonly programmes: readonly ProgrammeName[];
}

const RUNS: readonly HostRow['role'][] = ['organizer', 'co_host', 'operator'];

/** What a host sees of its programme; null: it has nobody who signs in here, or owns the programme. */
export function sightOf({ role, rights, signsIn, isOwner }: HostRow): Sight | null {
  if (!signsIn || isOwner) return null;
  if (!RUNS.includes(role)) return 'totals';
  if (rights === 'organizer') return 'answers';
  if (rights === 'reception') return 'everyone';
  if (role === 'co_host') return 'residents';
  return rights === 'viewer' ? 'everyone' : 'totals';
}

/** Other organizations that see something, with the programmes in which they do. */
export function hostSights(programmes: readonly HoldingProgramme[]): HostSight[] {
  const found = new Map<string, { name: string; sight: Sight; programmes: ProgrammeName[] }>();
  for (const { title, titleEn, hosts } of programmes) {
    for (const host of hosts) {
      const sight = sightOf(host);
      if (sight === null) continue;
      const key = `${sight} ${host.name}`;
      const known = found.get(key) ?? { name: host.name, sight, programmes: [] };
      known.programmes.push({ title, titleEn });
      found.set(key, known);
    }
  }
  return [...found.values()];
}
