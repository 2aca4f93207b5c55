import { type Component, type ContentLine, contentLine } from './icalendar-lines.js';
import { lintEvent } from './icalendar-lint-event.js';

/** What is subscribed to, or what is sent by mail with a METHOD (RFC 5546). */
export type LintedAs = 'feed' | 'sent';

/** Values that may hold neither control characters nor bare separators (RFC 5545 §3.3.11). */
const TEXT_PROPERTIES = ['SUMMARY', 'DESCRIPTION', 'LOCATION', 'NAME', 'X-WR-CALNAME', 'UID', 'CATEGORIES'];
const OF_A_FEED = ['NAME', 'X-WR-CALNAME', 'REFRESH-INTERVAL', 'X-PUBLISHED-TTL'];
const UNWANTED = ['RRULE', 'RDATE', 'EXDATE', 'EXRULE', 'DURATION', 'RECURRENCE-ID', 'ATTENDEE'];
const OF_AN_OBSERVANCE = ['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO'];

/**
 * Faults that parsers forgive and some client does not, in words; an empty list means that the calendar is clean. Reads octets,
 * so that nothing has been decoded or unfolded before it is looked at.
 */
export function lintICalendar(bytes: Uint8Array, as: LintedAs = 'feed'): string[] {
  const text = decoded(bytes);
  if (text === null) {
    const unfolded = Buffer.from(bytes).toString('latin1').replaceAll('\r\n ', '');
    return [decoded(Buffer.from(unfolded, 'latin1')) === null ? 'not UTF-8' : 'a character is in two lines'];
  }
  const faults: string[] = [];
  if (text.startsWith('\ufeff')) faults.push('begins with a byte order mark');
  if (!text.endsWith('\r\n')) faults.push('does not end in CRLF');
  const physical = text.replace(/\r\n$/, '').split('\r\n');
  for (const [index, line] of physical.entries()) faults.push(...lintLine(line, index + 1));
  const lines = physical.join('\r\n').replaceAll('\r\n ', '').split('\r\n');
  return [...faults, ...new Structure(as).faultsOf(lines)];
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function lintLine(line: string, number: number): string[] {
  const faults: string[] = [];
  const size = Buffer.byteLength(line);
  if (size > 75) faults.push(`line ${number} has ${size} octets`);
  if (/\p{Cc}/u.test(line)) faults.push(`line ${number} has a control character or a lone CR or LF`);
  if (line === '' || line === ' ') faults.push(`line ${number} is empty`);
  if (line.includes('\ufffd')) faults.push(`line ${number} has a replacement character`);
  return faults;
}

/** The components of one calendar, as its lines open and close them. */
class Structure {
  private readonly faults: string[] = [];
  private readonly stack: Component[] = [];
  private readonly uids = new Set<string>();
  private readonly zones = new Set<string>();
  private calendars = 0;

  constructor(private readonly as: LintedAs) {}

  faultsOf(lines: readonly string[]): readonly string[] {
    if (lines[0] !== 'BEGIN:VCALENDAR') this.faults.push('does not begin with VCALENDAR');
    for (const text of lines) {
      const line = contentLine(text);
      if (line) this.take(line);
      else this.faults.push(`not a content line: ${text.slice(0, 40)}`);
      if (/\s$/.test(text)) this.faults.push(`ends in a space: ${text.slice(0, 40)}`);
    }
    if (this.stack.length > 0) this.faults.push(`${this.stack.at(-1)?.name} is not closed`);
    if (this.calendars !== 1) this.faults.push(`${this.calendars} calendars`);
    return this.faults;
  }

  private take(line: ContentLine): void {
    const parent = this.stack.at(-1);
    if (line.name === 'BEGIN') this.open(line.value, parent);
    else if (!parent) this.faults.push(`${line.name} outside of any component`);
    else if (line.name === 'END') this.close(line.value, parent);
    else this.property(line, parent);
  }

  private open(name: string, parent: Component | undefined): void {
    if (name === 'VCALENDAR' && parent) this.faults.push('a calendar within a calendar');
    if (name === 'VTIMEZONE' && parent?.components.includes('VEVENT'))
      this.faults.push('VTIMEZONE after a VEVENT');
    parent?.components.push(name);
    this.stack.push({ name, properties: new Map(), order: [], components: [] });
  }

  private close(name: string, open: Component): void {
    if (open.name !== name) this.faults.push(`END:${name} closes ${open.name}`);
    this.stack.pop();
    if (open.name === 'VEVENT') this.faults.push(...lintEvent(open, this.as, this.methodOf(), this.uids));
    if (open.name === 'VTIMEZONE') this.zone(open);
    if (open.name === 'STANDARD' || open.name === 'DAYLIGHT')
      for (const needed of OF_AN_OBSERVANCE)
        if (open.properties.get(needed)?.length !== 1) this.faults.push(`${open.name} without one ${needed}`);
    if (open.name === 'VCALENDAR') this.calendar(open);
  }

  private methodOf(): string | undefined {
    return this.stack[0]?.properties.get('METHOD')?.[0]?.value;
  }

  private property(line: ContentLine, parent: Component): void {
    const { name, params, value } = line;
    const fault = (text: string) => this.faults.push(`${name} ${text}`);
    if (parent.name === 'VCALENDAR' && parent.components.length > 0) fault('after a component');
    if (UNWANTED.includes(name)) fault('is not for this calendar');
    if (name === 'METHOD' && this.as === 'feed') fault('in a feed');
    if (name === 'ORGANIZER' && this.as === 'feed') fault('in a feed');
    if (OF_A_FEED.includes(name) && this.as === 'sent') fault('in what is sent');
    if (value === '') fault('is empty');
    const zone = params.get('TZID');
    if (zone !== undefined && !this.zones.has(zone))
      fault(`in ${zone}, which no VTIMEZONE before it describes`);
    if (TEXT_PROPERTIES.includes(name) && isUnescaped(name, value)) fault('is not escaped');
    parent.properties.set(name, [...(parent.properties.get(name) ?? []), line]);
    parent.order.push(name);
  }

  private zone({ properties, components }: Component): void {
    const [tzid, ...others] = properties.get('TZID') ?? [];
    if (!tzid || others.length > 0) this.faults.push('VTIMEZONE without one TZID');
    else if (this.zones.has(tzid.value)) this.faults.push(`VTIMEZONE ${tzid.value} twice`);
    else this.zones.add(tzid.value);
    if (components.length === 0) this.faults.push('VTIMEZONE without an observance');
  }

  private calendar({ properties, order, components }: Component): void {
    this.calendars++;
    if (order[0] !== 'VERSION' || order[1] !== 'PRODID') this.faults.push('VERSION and PRODID are not first');
    for (const [name, lines] of properties)
      if (lines.length > 1) this.faults.push(`two ${name} of the calendar`);
    if (properties.get('VERSION')?.[0]?.value !== '2.0') this.faults.push('not VERSION 2.0');
    if (components.length === 0) this.faults.push('no component');
    if (this.as === 'feed') return;
    const method = properties.get('METHOD')?.[0]?.value;
    if (method !== 'PUBLISH' && method !== 'CANCEL') this.faults.push(`METHOD is ${method}`);
    if (!components.includes('VEVENT')) this.faults.push('no event in what is sent');
    // RFC 5546 §3.2.5: all of one UID; ours are never of several instances.
    if (method === 'CANCEL' && this.uids.size > 1) this.faults.push('CANCEL of several things');
  }
}

/** CATEGORIES is a list: its commas part the values. */
function isUnescaped(name: string, value: string): boolean {
  if (name === 'CATEGORIES')
    return /(^|[^\\])(\\\\)*(;|\\[^\\;,nN]|\\$)/.test(value) || /(^|[^\\])(\\\\)*,(,|$)|^,/.test(value);
  return /(^|[^\\])(\\\\)*([;,]|\\[^\\;,nN]|\\$)/.test(value);
}
