import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { addDays, civilDateOf } from '../../../src/shared/civil-time.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeYear } from './year.js';

/** What a reader understands of an entry. */
interface Reading {
  readonly uid: string;
  readonly wholeDay: boolean;
  /** ISO instant, or the date of a whole day. */
  readonly start: string;
  /** ISO instant; of a whole day the date after the last; null: none is stated. */
  readonly end: string | null;
  readonly status: string;
  readonly sequence: number;
  /** When it last changed, to the second. */
  readonly changed: string;
  readonly title: string;
  readonly description: string;
  readonly place: string;
  readonly url: string;
  readonly position: readonly number[];
  readonly categories: readonly string[];
}

const HALL = '市民会館';
const WORDS = {
  ja: { cancelled: '【中止】', class_series: '教室', lecture: '講演会', club: 'サークル' },
  en: { cancelled: '[Cancelled] ', class_series: 'Class', lecture: 'Lecture', club: 'Club' },
};
const AUDIENCES = {
  ja: { family: '家族', anyone: 'どなたでも', self: '本人', over40: '40代以上' },
  en: { family: 'Families', anyone: 'Anyone', self: 'For yourself', over40: 'People aged 40 or over' },
};

let app: TestApp;
let sessions: Session[];
let hosts: ProgrammeHost[];
const texts: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp();
  await makeYear(app.db);
  for (const path of ['all.ics', 'all.ics?lang=en', 'hikari.ics', 'hikari/family-class.ics', 'harbor.ics']) {
    texts[path] = await (await fetch(`${app.url}/calendar/${path}`)).text();
  }
  sessions = await app.db.getRepository(Session).find({
    relations: { venue: true, programme: true, course: true, organization: true },
    where: { dateState: 'dated' },
  });
  hosts = await app.db.getRepository(ProgrammeHost).findBy({ role: 'organizer' });
});
afterAll(() => app.close());

function byIcalJs(text: string): Reading[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((component): Reading => {
    const event = new ICAL.Event(component);
    const wholeDay = event.startDate.isDate;
    const moment = (time: ICAL.Time) => (wholeDay ? time.toString() : time.toJSDate().toISOString());
    const value = (name: string) => String(component.getFirstPropertyValue(name) ?? '');
    return {
      uid: event.uid,
      wholeDay,
      start: moment(event.startDate),
      end: wholeDay || component.hasProperty('dtend') ? moment(event.endDate) : null,
      status: value('status'),
      sequence: event.sequence,
      changed: value('last-modified').replace('Z', '.000Z'),
      title: event.summary,
      description: event.description,
      place: event.location ?? '',
      url: value('url'),
      position: (component.getFirstPropertyValue('geo') as unknown as number[] | null) ?? [],
      categories: component.getFirstProperty('categories')?.getValues() as string[],
    };
  });
}

function byNodeIcal(text: string): Reading[] {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return Object.values(nodeIcal.sync.parseICS(text))
    .filter((item): item is VEvent => item?.type === 'VEVENT')
    .map((event): Reading => {
      const wholeDay = event.datetype === 'date';
      // It gives a whole day as midnight in the process's zone.
      const moment = (time: Date) => (wholeDay ? civilDateOf(time, zone) : time.toISOString());
      const end = event.end as Date;
      return {
        uid: event.uid,
        wholeDay,
        start: moment(event.start),
        end: wholeDay || end.getTime() !== event.start.getTime() ? moment(end) : null,
        status: String(event.status),
        sequence: Number(event.sequence),
        changed: (event.lastmodified as Date).toISOString(),
        title: String(event.summary),
        description: String(event.description),
        place: event.location ? String(event.location) : '',
        url: textOf(event.url),
        position: event.geo ? [event.geo.lat, event.geo.lon] : [],
        categories: event.categories as string[],
      };
    });
}

/** The value of a property that may have parameters, and is then an object. */
function textOf(value: unknown): string {
  return String((value as { val?: string }).val ?? value);
}

/** What the database has. The description's words are compared one by one. */
function expected(session: Session, language: 'ja' | 'en'): Omit<Reading, 'description'> {
  const { startsOn, endsOn, startTime, endTime, status, sequence, programme, venue } = session;
  const last = endsOn ?? String(startsOn);
  const wholeDay = startTime === null || (last > String(startsOn) && endTime === null);
  const end = wholeDay ? addDays(last, 1) : endTime === null ? null : session.endsAt?.toISOString();
  const named = (japanese?: string, english?: string | null) =>
    (language === 'en' && english) || japanese || '';
  const numbered =
    session.number === null
      ? ''
      : language === 'ja'
        ? ` 第${session.number}回`
        : `, session ${session.number}`;
  const title = session.title ?? `${named(programme?.title, programme?.titleEn)}${numbered}`;
  const topic = session.topic ? `${language === 'ja' ? '：' : ': '}${session.topic}` : '';
  // The building of the centre is in its name already.
  const place = [
    named(venue?.name, venue?.nameEn),
    venue?.address,
    venue?.name === HALL ? venue.building : null,
  ];
  const kind = programme?.kind as 'club';
  return {
    uid: `${session.id}@tsudoi`,
    wholeDay,
    start: wholeDay ? String(startsOn) : (session.startsAt as Date).toISOString(),
    end: end ?? null,
    status: status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED',
    sequence,
    changed: latest(session.changedAt, programme?.changedAt as Date),
    title: `${status === 'cancelled' ? WORDS[language].cancelled : ''}${title}${topic}`,
    place: place.filter((part) => part).join(language === 'ja' ? ' ' : ', '),
    url: urlOf(session, language),
    position: [venue?.latitude, venue?.longitude]
      .filter((degrees) => typeof degrees === 'number')
      .map((degrees) => Number(degrees.toFixed(6))),
    categories: [
      WORDS[language][kind],
      ...(programme?.audiences ?? []).map((audience) => AUDIENCES[language][audience as 'self']),
    ],
  };
}

const urlOf = ({ id }: Session, language: 'ja' | 'en') =>
  `http://tsudoi.example/sessions/${id}${language === 'en' ? '?lang=en' : ''}`;

const latest = (...times: Date[]) =>
  `${new Date(Math.max(...times.map((time) => time.getTime()))).toISOString().slice(0, 19)}.000Z`;

/** The words of the database that a description must have, each of them as it is there. */
function wordsOf(session: Session): string[] {
  const { programme, status } = session;
  const organizers = hosts.filter(({ programmeId }) => programmeId === session.programmeId);
  const words = [
    session.topic,
    session.lecturer,
    session.format,
    session.durationText,
    ...session.segments.map(({ topic }) => topic),
    status === 'cancelled' ? session.cancelReason : programme?.registrationText,
    programme?.audience,
    programme?.fee,
    programme?.contact,
    programme?.contactTel,
    programme?.contactExtension,
    session.venue?.access,
    ...organizers.map(({ name }) => name),
  ];
  return words.filter((word): word is string => Boolean(word));
}

const byUid = (a: { uid: string }, b: { uid: string }) => (a.uid < b.uid ? -1 : 1);

describe.each([
  ['ical.js', byIcalJs],
  ['node-ical', byNodeIcal],
])('by %s', (_name, read) => {
  it.each<[string, (session: Session) => boolean]>([
    ['all.ics', () => true],
    ['all.ics?lang=en', () => true],
    ['hikari.ics', ({ organization }) => organization?.slug === 'hikari'],
    ['hikari/family-class.ics', ({ programme }) => programme?.key === 'family-class'],
    ['harbor.ics', ({ organization }) => organization?.slug === 'harbor'],
  ])('%s is understood as the database has it, entry by entry', (path, isIn) => {
    const language = path.endsWith('lang=en') ? 'en' : 'ja';
    const entries = read(texts[path] as string);
    const rows = sessions.filter(isIn);
    expect(rows.length).toBeGreaterThan(1);
    expect(entries.map(({ description, ...rest }) => rest).sort(byUid)).toEqual(
      rows.map((session) => expected(session, language)).sort(byUid),
    );
    for (const session of rows) {
      const { description } = entries.find(({ uid }) => uid === `${session.id}@tsudoi`) as Reading;
      for (const word of wordsOf(session)) expect(description).toContain(word);
      expect(description.split('\n').at(-1)).toBe(urlOf(session, language));
    }
  });
});
