import { idOfKey } from '../../../shared/ids.js';
import type { EventListColumn } from './event-list.js';
import type { ListEvent } from './event-list-events.js';
import { type KnownPlace, type KnownProgramme, type KnownTown, placesByNumber } from './event-list-known.js';
import { type ListMember, listMember } from './event-list-members.js';
import { sameName } from './event-list-titles.js';
import { freeKey } from './event-list-venues.js';

/** Rows that are sessions of one programme. */
export interface ListGroup {
  readonly key: string;
  /** Undefined: the list makes it. */
  readonly programme: KnownProgramme | undefined;
  readonly members: readonly ListMember[];
}

/**
 * Rows of the same name and organizer are one programme. A row whose session is there already belongs where that is, and takes
 * those of its name with it; else a programme of that title goes on.
 */
export function listGroups(
  events: readonly ListEvent[],
  town: KnownTown,
  columns: ReadonlySet<EventListColumn>,
): ListGroup[] {
  const places = placesByNumber(town);
  const byName = new Map<string, KnownProgramme>();
  for (const programme of town.programmes.toReversed()) byName.set(sameName(programme.title), programme);
  const byHost = new Map<string, KnownProgramme>();
  for (const event of events) {
    const programme = places.get(event.no)?.programme;
    if (programme && !byHost.has(nameAndHost(event))) byHost.set(nameAndHost(event), programme);
  }
  const taken = new Set(town.programmes.map(({ key }) => key));
  const made = new Map<string, string>();
  const keyOf = (
    event: ListEvent,
  ): { readonly key: string; readonly programme: KnownProgramme | undefined } => {
    const derived = `list-${idOfKey('listed programme', town.key, nameAndHost(event)).slice(0, 8)}`;
    const programme =
      places.get(event.no)?.programme ??
      byHost.get(nameAndHost(event)) ??
      byName.get(sameName(event.cells.イベント名)) ??
      byName.get(sameName(event.title)) ??
      town.programmes.find(({ key }) => key === derived);
    if (programme) return { key: programme.key, programme };
    const key = made.get(nameAndHost(event)) ?? freeKey(derived, taken);
    made.set(nameAndHost(event), key);
    taken.add(key);
    return { key, programme };
  };
  const groups = Map.groupBy(events, (event) => keyOf(event).key);
  return [...groups].map(([key, own]) => {
    const programme = town.programmes.find((one) => one.key === key);
    return {
      key,
      programme,
      members: own.map((event) => listMember(event, places.get(event.no), programme, columns)),
    };
  });
}

function nameAndHost({ title, cells }: ListEvent): string {
  return `${sameName(title)}\n${sameName(cells.主催者)}`;
}

/** Keys of sessions of a list, by their NO: those that are there already keep theirs. */
export function sessionKey(no: string, place: KnownPlace | undefined): string {
  if (place) return place.session.key;
  return /^[A-Za-z0-9._-]{1,60}$/.test(no) ? `no-${no}` : `no-${idOfKey('listed session', no).slice(0, 12)}`;
}
