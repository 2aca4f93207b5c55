import type { Component, ContentLine } from './icalendar-lines.js';

const NEEDED = ['UID', 'DTSTAMP', 'DTSTART', 'SEQUENCE', 'SUMMARY', 'LAST-MODIFIED', 'STATUS', 'TRANSP'];
const VALUES: Readonly<Record<string, RegExp>> = {
  SEQUENCE: /^(0|[1-9]\d{0,8}|1\d{9}|20\d{8})$/,
  STATUS: /^(CONFIRMED|TENTATIVE|CANCELLED)$/,
  TRANSP: /^(OPAQUE|TRANSPARENT)$/,
  DTSTAMP: /^\d{8}T\d{6}Z$/,
  'LAST-MODIFIED': /^\d{8}T\d{6}Z$/,
  GEO: /^-?\d{1,2}\.\d{6};-?\d{1,3}\.\d{6}$/,
  ORGANIZER: /^mailto:[^\s@<>,;"]+@[A-Za-z0-9.-]+$/,
  UID: /^[!-~]+$/,
};

/** Faults of one VEVENT; `uids` are those before it, and gets its own. */
export function lintEvent(
  { properties, components }: Component,
  as: 'feed' | 'sent',
  method: string | undefined,
  uids: Set<string>,
): string[] {
  const faults: string[] = [];
  const only = (name: string) => properties.get(name)?.[0];
  const uid = only('UID')?.value ?? '';
  const needed = as === 'sent' ? [...NEEDED, 'ORGANIZER'] : NEEDED;
  for (const name of needed) if (!properties.has(name)) faults.push(`event ${uid} without ${name}`);
  for (const [name, lines] of properties) if (lines.length > 1) faults.push(`event ${uid} with two ${name}`);
  for (const [name, pattern] of Object.entries(VALUES)) {
    const value = only(name)?.value;
    if (value !== undefined && !pattern.test(value)) faults.push(`${name} of ${uid} is ${value}`);
  }
  if (uids.has(uid)) faults.push(`UID ${uid} twice`);
  uids.add(uid);
  if (only('DTSTAMP')?.value !== only('LAST-MODIFIED')?.value)
    faults.push(`DTSTAMP of ${uid} is not its LAST-MODIFIED`);
  if (method === 'CANCEL' && only('STATUS')?.value !== 'CANCELLED')
    faults.push(`CANCEL of ${uid}, which is not cancelled`);
  const url = only('URL')?.value;
  if (url !== undefined && (!URL.canParse(url) || /[\s\\]/.test(url))) faults.push(`URL of ${uid} is ${url}`);
  if (components.length > 0) faults.push(`event ${uid} with ${components.join(', ')}`);
  return [...faults, ...lintTimes(uid, only('DTSTART'), only('DTEND'))];
}

function lintTimes(uid: string, start: ContentLine | undefined, end: ContentLine | undefined): string[] {
  if (!start) return [];
  const faults = [start, ...(end ? [end] : [])].flatMap((line) => lintTime(uid, line));
  if (!end) return faults;
  for (const param of ['VALUE', 'TZID'])
    if (start.params.get(param) !== end.params.get(param)) faults.push(`DTEND of ${uid} in another ${param}`);
  if (end.value <= start.value) faults.push(`${uid} ends before it begins`);
  return faults;
}

/** A date with VALUE=DATE and without a zone, or a time in a zone: neither UTC nor floating. */
function lintTime(uid: string, { name, params, value }: ContentLine): string[] {
  const isDate = params.get('VALUE') === 'DATE';
  const [, year, month, day] =
    (isDate ? /^(\d{4})(\d\d)(\d\d)$/ : /^(\d{4})(\d\d)(\d\d)T([01]\d|2[0-3])[0-5]\d[0-5]\d$/).exec(value) ??
    [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
  const faults = exists ? [] : [`${name} of ${uid} is ${value}`];
  if (isDate === params.has('TZID'))
    faults.push(`${name} of ${uid} ${isDate ? 'is a date in a zone' : 'is in no zone'}`);
  return faults;
}
