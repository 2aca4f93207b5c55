import type { FileVenue } from '../programme-file.js';
import { sameName } from './event-list-titles.js';

/** Which place a row names; '' where it does not say. */
export interface PlaceWords {
  readonly name: string;
  readonly address: string;
  readonly building: string;
}

/** Stands for any address or building: no text of a list is it. */
const ANY = '\n';

/** Venues by name, address and building, so that a list of many places is read in the time that it takes to look each up. */
export class VenueIndex {
  private readonly keys = new Map<string, Set<string>>();

  add(venue: FileVenue): void {
    for (const words of wordsOf(venue)) {
      const found = this.keys.get(words) ?? new Set();
      this.keys.set(words, found.add(venue.key));
    }
  }

  remove(venue: FileVenue): void {
    for (const words of wordsOf(venue)) this.keys.get(words)?.delete(venue.key);
  }

  /** The venue that is the same in every word. */
  exact({ name, address, building }: PlaceWords): string | undefined {
    return this.first(joined(sameName(name), sameName(address), sameName(building)));
  }

  /** One of that name that nothing speaks against: what it does not say of itself may be what the row says. */
  fitting({ name, address, building }: PlaceWords): string | undefined {
    const same = sameName(name);
    for (const where of options(sameName(address))) {
      for (const room of options(sameName(building))) {
        const found = this.first(joined(same, where, room));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private first(words: string): string | undefined {
    return this.keys.get(words)?.values().next().value;
  }
}

/** True where the venue may be the place that is named. */
export function fits(venue: FileVenue, { name, address, building }: PlaceWords): boolean {
  const same = (stored: string | undefined, said: string) =>
    stored === undefined || said === '' || sameName(stored) === sameName(said);
  return (
    sameName(venue.name) === sameName(name) && same(venue.address, address) && same(venue.building, building)
  );
}

function options(said: string): readonly string[] {
  return said === '' ? [ANY] : [said, ''];
}

/** Everything under which a venue is found. */
function wordsOf({ name, address = '', building = '' }: FileVenue): string[] {
  const same = sameName(name);
  const [where, room] = [sameName(address), sameName(building)];
  return [
    joined(same, where, room),
    joined(same, where, ANY),
    joined(same, ANY, room),
    joined(same, ANY, ANY),
  ];
}

function joined(...words: readonly string[]): string {
  return words.join('\t');
}
