/** An entry as its owner sees it, with what its program needs to keep it up to date. */
export interface KeptEntry {
  readonly uid: string;
  readonly sequence: number;
  readonly changedAt: string;
  /** Every other property, by name with its parameters, as text. */
  readonly shown: ReadonlyMap<string, string>;
}

/** What a program would be led astray by: it can no longer tell which of two entries is the newer one. */
export class LedAstray extends Error {}

/**
 * A calendar program that subscribes to a feed and keeps what it has seen (RFC 5545, RFC 5546 §2.1.4, RFC 9110 §13): asks again
 * with the tag of the last answer, replaces an entry by one with a higher SEQUENCE, passes over one with a lower, and forgets what is
 * no longer there. It is strict where real ones are not: what changes without a higher SEQUENCE is an error.
 */
export class CalendarClient {
  private readonly entries = new Map<string, KeptEntry>();
  /** Of the last answer; undefined: there was none. */
  private tag: string | undefined;
  private date: string | undefined;

  /** @param condition by which it asks again: the tag, or, as old programs do that know no tags, the date of the last answer */
  constructor(
    private readonly url: string,
    private readonly ask: typeof fetch = fetch,
    private readonly condition: 'tag' | 'date' = 'tag',
  ) {}

  /** Looks again. @throws LedAstray, or Error for an answer that is neither 200 nor 304 */
  async refresh(): Promise<'new' | 'unchanged'> {
    const answer = await this.ask(this.url, { headers: this.conditions });
    const body = await answer.text();
    if (answer.status === 304) return 'unchanged';
    if (answer.status !== 200) throw new Error(`${answer.status} ${body}`);
    const read = entriesOf(body);
    for (const entry of read) this.take(entry);
    const there = new Set(read.map(({ uid }) => uid));
    if (there.size < read.length) throw new LedAstray('two entries with one UID');
    for (const uid of this.entries.keys()) if (!there.has(uid)) this.entries.delete(uid);
    this.tag = answer.headers.get('etag') ?? undefined;
    this.date = answer.headers.get('last-modified') ?? undefined;
    return 'new';
  }

  /** What its owner sees, by UID. */
  get shown(): ReadonlyMap<string, KeptEntry> {
    return this.entries;
  }

  private get conditions(): Record<string, string> {
    if (this.condition === 'tag') return this.tag ? { 'if-none-match': this.tag } : {};
    return this.date ? { 'if-modified-since': this.date } : {};
  }

  private take(entry: KeptEntry): void {
    const had = this.entries.get(entry.uid);
    if (had) {
      if (entry.sequence < had.sequence) throw new LedAstray(`SEQUENCE of ${entry.uid} fell`);
      if (entry.changedAt < had.changedAt) throw new LedAstray(`LAST-MODIFIED of ${entry.uid} fell`);
      const differs = difference(had.shown, entry.shown);
      if (differs !== undefined && entry.sequence === had.sequence)
        throw new LedAstray(`${differs} of ${entry.uid} changed, its SEQUENCE did not`);
    }
    this.entries.set(entry.uid, entry);
  }
}

/** Name of a property in which the two differ. */
function difference(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): string | undefined {
  return [...new Set([...one.keys(), ...other.keys()])].find((name) => one.get(name) !== other.get(name));
}

/** The VEVENTs of an iCalendar object. A reading of its own: what writes feeds must not vouch for them. */
export function entriesOf(text: string): KeptEntry[] {
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  const entries: KeptEntry[] = [];
  let open: Map<string, string> | undefined;
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') open = new Map();
    else if (line === 'END:VEVENT' && open) {
      entries.push(entryOf(open));
      open = undefined;
    } else if (open) {
      const [, name = '', value = ''] = /^((?:[^":]|"[^"]*")*):(.*)$/s.exec(line) ?? [];
      open.set(name, value);
    }
  }
  return entries;
}

const BOOKKEEPING = ['UID', 'SEQUENCE', 'DTSTAMP', 'LAST-MODIFIED'];

function entryOf(properties: ReadonlyMap<string, string>): KeptEntry {
  return {
    uid: properties.get('UID') ?? '',
    sequence: Number(properties.get('SEQUENCE')),
    changedAt: properties.get('LAST-MODIFIED') ?? '',
    shown: new Map(
      [...properties]
        .filter(([name]) => !BOOKKEEPING.includes(name))
        .map(([name, value]) => [
          name,
          value.replace(/\\([\\;,nN])/g, (_, escaped) => (/n/i.test(escaped) ? '\n' : escaped)),
        ]),
    ),
  };
}
