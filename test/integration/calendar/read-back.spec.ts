import { afterAll, beforeAll, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { Session } from '../../../src/programmes/session.entity.js';
import { civilDateOf } from '../../../src/shared/civil-time.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeYear } from './year.js';

let app: TestApp;
let text: string;
let rows: Session[];

beforeAll(async () => {
  app = await startTestApp();
  await makeYear(app.db);
  text = await (await fetch(`${app.url}/calendar/all.ics`)).text();
  rows = await app.db
    .getRepository(Session)
    .find({ relations: { venue: true, programme: true }, where: { dateState: 'dated' } });
});
afterAll(() => app.close());

/** What a reader must have understood of an entry. */
interface Reading {
  readonly id: string;
  readonly wholeDay: boolean;
  /** ISO instant, or the date of a whole day. */
  readonly start: string;
  readonly end: string | null;
  readonly cancelled: boolean;
  readonly marked: boolean;
  readonly topic: boolean;
  readonly place: string;
  readonly sequence: number;
}

function expected(session: Session): Reading {
  const wholeDay = session.startTime === null;
  const start = wholeDay ? String(session.startsOn) : (session.startsAt as Date).toISOString();
  const end = wholeDay || session.endTime === null ? null : (session.endsAt as Date).toISOString();
  return {
    id: session.id,
    wholeDay,
    start,
    end,
    cancelled: session.status === 'cancelled',
    marked: session.status === 'cancelled',
    topic: session.topic !== null,
    place: [session.venue?.name, session.venue?.address].filter((part) => part).join(' '),
    sequence: session.sequence,
  };
}

const byId = (a: Reading, b: Reading) => (a.id < b.id ? -1 : 1);

it('is understood by ical.js as the database has it', () => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const read = calendar.getAllSubcomponents('vevent').map((component): Reading => {
    const event = new ICAL.Event(component);
    const wholeDay = event.startDate.isDate;
    return {
      id: event.uid.replace(/@tsudoi$/, ''),
      wholeDay,
      start: wholeDay ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
      end: wholeDay || !component.hasProperty('dtend') ? null : event.endDate.toJSDate().toISOString(),
      cancelled: component.getFirstPropertyValue('status') === 'CANCELLED',
      marked: event.summary.startsWith('【中止】'),
      topic: event.description.includes('内容：'),
      place: event.location ?? '',
      sequence: event.sequence,
    };
  });
  expect(read.sort(byId)).toEqual(rows.map(expected).sort(byId));
});

it('is understood by node-ical as the database has it', () => {
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter(
    (item): item is VEvent => item?.type === 'VEVENT',
  );
  const read = events.map((event): Reading => {
    const wholeDay = event.datetype === 'date';
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const timed = !wholeDay && event.end && event.end.getTime() !== event.start.getTime();
    return {
      id: event.uid.replace(/@tsudoi$/, ''),
      wholeDay,
      // node-ical gives a whole day as midnight in the process's zone.
      start: wholeDay ? civilDateOf(event.start, zone) : event.start.toISOString(),
      end: timed ? (event.end as Date).toISOString() : null,
      cancelled: event.status === 'CANCELLED',
      marked: String(event.summary).startsWith('【中止】'),
      topic: String(event.description).includes('内容：'),
      place: event.location ? String(event.location) : '',
      sequence: Number(event.sequence),
    };
  });
  expect(read.sort(byId)).toEqual(rows.map(expected).sort(byId));
});
