import { idOfKey } from '../../../shared/ids.js';
import type { FileVenue } from '../programme-file.js';
import type { EventListColumn } from './event-list.js';
import type { KnownTown } from './event-list-known.js';
import { cellLine, type ListMember, oneLine } from './event-list-members.js';
import { fits, type PlaceWords, VenueIndex } from './event-list-places.js';
import { saysOnline } from './online-words.js';

/** A venue that a list names: as it is, or becomes. */
interface NamedVenue {
  venue: FileVenue;
  /** Fields of a venue that is there already which the list changes; undefined: it is new. */
  said: Set<string> | undefined;
  /** First row that names it. */
  row: number;
}

/** Where a row is held. */
export interface ListedVenue {
  /** Undefined: the row says nothing of it. */
  readonly key: string | undefined;
  /** True where the row changes where its session is held. */
  readonly isSaid: boolean;
  /** What the row says of the place and the venue cannot hold. */
  readonly lines: readonly string[];
}

/** Columns that say which place it is; the others say more of it. */
const IDENTITY = ['場所名称', '住所', '方書'] as const satisfies readonly EventListColumn[];
const DETAILS = ['緯度', '経度', 'アクセス方法', '駐車場情報'] as const satisfies readonly EventListColumn[];

/** The venues of a list: the same name at the same address is the same place, and one that is there already is used again. */
export class ListVenues {
  private readonly named = new Map<string, NamedVenue>();
  private readonly known: ReadonlyMap<string, FileVenue>;
  private readonly index = new VenueIndex();
  /** Keys of all venues. */
  private readonly taken: Set<string>;

  constructor({ venues }: Pick<KnownTown, 'venues'>) {
    this.known = new Map(venues.map((venue) => [venue.key, venue]));
    this.taken = new Set(this.known.keys());
    for (const venue of venues) this.index.add(venue);
  }

  /** Those that the list names, in the order in which it does. */
  all(): readonly Readonly<NamedVenue>[] {
    return [...this.named.values()];
  }

  of(member: ListMember): ListedVenue {
    const { event, place } = member;
    const { cells } = event;
    // What the list said before, staff may have changed since: their venue stays.
    const says = IDENTITY.some((column) => cells[column] !== '' && member.saysAnew(column));
    const saysMore = DETAILS.some((column) => member.saysAnew(column));
    if (place && !says) {
      const own = place.session.venue;
      if (own === null) return { key: undefined, isSaid: false, lines: this.loose(member) };
      const used = this.use(own, event.row);
      return { key: own, isSaid: false, lines: saysMore ? this.detail(used, member) : [] };
    }
    const words = placeWords(member);
    const { name, address, building } = words;
    if (name === '') return { key: undefined, isSaid: says, lines: this.loose(member) };
    const key = this.find(words, member) ?? this.make(words, event.row);
    const found = this.use(key, event.row);
    this.fill(found, { address, building });
    return {
      key,
      isSaid: place === undefined || place.session.venue !== key,
      lines: this.detail(found, member),
    };
  }

  /** Of several that fit, the same in every word; else the one that the session has, so that it does not move of itself. */
  private find(words: PlaceWords, { place }: ListMember): string | undefined {
    const own = place?.session.venue ?? undefined;
    const isOwn = own !== undefined && fits(this.venueOf(own), words);
    return this.index.exact(words) ?? (isOwn ? own : this.index.fitting(words));
  }

  private venueOf(key: string): FileVenue {
    return this.named.get(key)?.venue ?? this.known.get(key)!;
  }

  private make(words: PlaceWords, row: number): string {
    const { name, address, building } = words;
    const base = `v-${idOfKey('listed venue', name, address, building).slice(0, 8)}`;
    const key = freeKey(base, this.taken);
    this.taken.add(key);
    const venue = { key, name, ...(saysOnline(name) && { online: true }) };
    this.named.set(key, { venue, said: undefined, row });
    this.index.add(venue);
    return key;
  }

  /** A venue that is there already comes into the file under its key. */
  private use(key: string, row: number): NamedVenue {
    const named = this.named.get(key) ?? {
      venue: this.known.get(key)!,
      said: new Set(),
      row,
    };
    this.named.set(key, named);
    return named;
  }

  private fill(named: NamedVenue, words: { address: string; building: string }): void {
    for (const field of ['address', 'building'] as const) {
      if (words[field] !== '' && named.venue[field] === undefined)
        this.say(named, { [field]: words[field] }, [field]);
    }
  }

  /** Position, way and parking; what an earlier row says otherwise of the same place is told with the session. */
  private detail(named: NamedVenue, member: ListMember): string[] {
    const { position, cells, row } = member.event;
    const lines: string[] = [];
    if (
      position &&
      (member.saysAnew('緯度') || member.saysAnew('経度')) &&
      (named.venue.latitude !== position.latitude || named.venue.longitude !== position.longitude)
    ) {
      const fields = ['latitude', 'longitude'];
      if (named.venue.latitude === undefined || this.mayChange(named, 'latitude', row))
        this.say(named, position, fields);
      else lines.push(cellLine('緯度', cells.緯度), cellLine('経度', cells.経度));
    }
    const texts = [
      ['access', 'アクセス方法'],
      ['parking', '駐車場情報'],
    ] as const;
    for (const [field, column] of texts) {
      const text = cells[column];
      if (text === '' || text === named.venue[field] || !member.saysAnew(column)) continue;
      if (named.venue[field] === undefined || this.mayChange(named, field, row))
        this.say(named, { [field]: text }, [field]);
      else lines.push(cellLine(column, text));
    }
    return lines;
  }

  /** Of a place that was there, the first row of the list has the last word. */
  private mayChange({ said, row: first }: NamedVenue, field: string, row: number): boolean {
    return said !== undefined && !said.has(field) && first === row;
  }

  private say(named: NamedVenue, values: Partial<FileVenue>, fields: readonly string[]): void {
    this.index.remove(named.venue);
    named.venue = { ...named.venue, ...values };
    this.index.add(named.venue);
    for (const field of fields) named.said?.add(field);
  }

  /** Words on a place that has no name. */
  private loose(member: ListMember): string[] {
    return DETAILS.flatMap((column) => {
      const text = member.event.cells[column];
      return text !== '' && member.saysAnew(column) ? [cellLine(column, text)] : [];
    });
  }
}

/** The place that a row names. Of what it said before, the words that its venue has now hold: staff may have corrected them. */
function placeWords(member: ListMember): PlaceWords {
  const { cells } = member.event;
  const published = member.place?.session.cells;
  const wordsIn = (column: (typeof IDENTITY)[number]) => {
    const isOld = published !== undefined && cells[column] !== '' && !member.saysAnew(column);
    return oneLine((isOld && published[column]) || cells[column]);
  };
  const name = oneLine(cells.場所名称) === '' ? '' : wordsIn('場所名称');
  const address = wordsIn('住所');
  if (name !== '') return { name, address, building: wordsIn('方書') };
  // Where no place is named, the room or the address names it.
  return { name: oneLine(cells.方書 || cells.住所), address: oneLine(cells.住所), building: '' };
}

/** The key, or with the first number behind it that nobody has. */
export function freeKey(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(key)) return key;
  }
}
