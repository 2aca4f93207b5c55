/** Properties that a component may hold at most once (RFC 5545 §3.6.1), as far as feeds use them. */
const AT_MOST_ONCE = [
  'UID',
  'DTSTAMP',
  'DTSTART',
  'DTEND',
  'SEQUENCE',
  'SUMMARY',
  'DESCRIPTION',
  'LOCATION',
  'URL',
  'STATUS',
  'LAST-MODIFIED',
  'TRANSP',
];
const NEEDED = ['UID', 'DTSTAMP', 'DTSTART', 'SEQUENCE', 'SUMMARY', 'LAST-MODIFIED', 'STATUS'];
const UNWANTED = ['RRULE', 'RDATE', 'EXDATE', 'DURATION', 'METHOD', 'ORGANIZER', 'ATTENDEE'];
const TEXT_PROPERTIES = ['SUMMARY', 'DESCRIPTION', 'LOCATION', 'NAME', 'X-WR-CALNAME'];

/**
 * Faults that parsers forgive and some client does not, in words; an empty list means that the feed is clean. Reads octets,
 * so that nothing has been decoded or unfolded before it is looked at.
 */
export function lintICalendar(bytes: Uint8Array): string[] {
  const faults: string[] = [];
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return ['not UTF-8'];
  }
  if (!text.endsWith('\r\n')) faults.push('does not end in CRLF');
  const physical = text.split('\r\n').slice(0, -1);
  for (const [index, line] of physical.entries()) {
    const size = Buffer.byteLength(line);
    if (size > 75) faults.push(`line ${index + 1} has ${size} octets`);
    if (/\p{Cc}/u.test(line)) faults.push(`line ${index + 1} has a control character or a lone CR or LF`);
    if (line === '') faults.push(`line ${index + 1} is empty`);
    if (line.includes('\ufffd')) faults.push(`line ${index + 1} has a replacement character`);
  }
  const lines = physical.join('\r\n').replaceAll('\r\n ', '').split('\r\n');
  faults.push(...lintStructure(lines));
  return faults;
}

interface Open {
  readonly name: string;
  readonly properties: Map<string, string[]>;
  hasComponents: boolean;
}

function lintStructure(lines: readonly string[]): string[] {
  const faults: string[] = [];
  const stack: Open[] = [];
  const uids = new Set<string>();
  const zones = new Set<string>();
  if (lines[0] !== 'BEGIN:VCALENDAR') faults.push('does not begin with VCALENDAR');
  for (const line of lines) {
    const match = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/s.exec(line);
    if (!match) {
      faults.push(`not a content line: ${line.slice(0, 40)}`);
      continue;
    }
    const [, name, params, value] = match as unknown as [string, string, string, string];
    const parent = stack.at(-1);
    if (name === 'BEGIN') {
      if (parent) parent.hasComponents = true;
      if (value === 'VALARM') faults.push('VALARM');
      stack.push({ name: value, properties: new Map(), hasComponents: false });
      continue;
    }
    if (!parent) {
      faults.push(`${name} outside of any component`);
      continue;
    }
    if (name === 'END') {
      if (parent.name !== value) faults.push(`END:${value} closes ${parent.name}`);
      stack.pop();
      if (value === 'VEVENT') faults.push(...lintEvent(parent.properties, uids));
      if (value === 'VTIMEZONE') for (const zone of parent.properties.get('TZID') ?? []) zones.add(zone);
      if (value === 'VCALENDAR') faults.push(...lintCalendar(parent));
      continue;
    }
    if (parent.name === 'VCALENDAR' && parent.hasComponents) faults.push(`${name} after a component`);
    if (UNWANTED.includes(name)) faults.push(`${name} in a feed`);
    const zone = /;TZID=([^;:]+)/.exec(params)?.[1];
    if (zone && !zones.has(zone)) faults.push(`${name} in ${zone}, which no VTIMEZONE before it describes`);
    if (TEXT_PROPERTIES.includes(name) && /(^|[^\\])(\\\\)*([;,]|\\[^\\;,nN]|\\$)/.test(value))
      faults.push(`${name} is not escaped`);
    parent.properties.set(name, [...(parent.properties.get(name) ?? []), value]);
  }
  if (stack.length > 0) faults.push(`${stack.at(-1)?.name} is not closed`);
  return faults;
}

function lintCalendar({ properties, hasComponents }: Open): string[] {
  const faults = ['VERSION', 'PRODID']
    .filter((name) => properties.get(name)?.length !== 1)
    .map((name) => `not one ${name}`);
  if (properties.get('VERSION')?.[0] !== '2.0') faults.push('not VERSION 2.0');
  if (!hasComponents) faults.push('no component');
  return faults;
}

function lintEvent(properties: ReadonlyMap<string, readonly string[]>, uids: Set<string>): string[] {
  const faults: string[] = [];
  const uid = properties.get('UID')?.[0] ?? '';
  for (const name of NEEDED) if (!properties.has(name)) faults.push(`event ${uid} without ${name}`);
  for (const name of AT_MOST_ONCE)
    if ((properties.get(name)?.length ?? 0) > 1) faults.push(`event ${uid} with two ${name}`);
  if (uids.has(uid)) faults.push(`UID ${uid} twice`);
  uids.add(uid);
  for (const name of ['DTSTAMP', 'LAST-MODIFIED']) {
    const value = properties.get(name)?.[0] ?? '';
    if (!/^\d{8}T\d{6}Z$/.test(value)) faults.push(`${name} of ${uid} is not UTC: ${value}`);
  }
  return faults;
}
