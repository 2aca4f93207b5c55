import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { type Language, Messages } from '../../../src/platform/views/messages.js';
import { Course } from '../../../src/programmes/course.entity.js';
import { isVisible } from '../../../src/programmes/import/year-writer.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { Venue } from '../../../src/programmes/venue.entity.js';
import { selectSentEntries } from '../../../src/registrations/entries/sent-entries.queries.js';
import { personalEvent, publicEvent } from '../../../src/registrations/entries/session-event.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { makeProgramme, makeTerm, makeVenue } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const DIRECTORY = join(import.meta.dirname, '../../../templates/messages');
const messages = new Messages(DIRECTORY, readdirSync(DIRECTORY));

/** Another value than that of the rows below, where one cannot be made from the column's type. */
const OTHERS: Readonly<Record<string, unknown>> = {
  'organization.ageBands': [15, 40, 65],
  'organization.timeZone': 'Asia/Seoul',
  'organization.yearEndFrom': '12-28',
  'organization.yearEndUntil': '01-04',
  'organization.quietFrom': '20:00',
  'organization.quietUntil': '07:00',
  'programme.kind': 'lecture',
  'programme.audiences': ['self', 'family'],
  'programme.status': 'new',
  'course.registrationMode': 'none',
};
/** What no file and no screen changes of a row that is there, and what hangs on other rows. */
const FIXED = /^(id|key|slug|asked|createdAt|changedAt|fiscalYear|.*Id)$/;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
});
afterAll(() => app.close());

describe('whatever changes the bytes of a calendar entry', () => {
  let rows: Awaited<ReturnType<typeof make>>;
  beforeEach(async () => {
    rows = await make();
  });

  async function make() {
    const term = await makeTerm(app.db, {
      dates: ['2025-04-14'],
      programme: { contact: '健康課', contactTel: '000-111-2222', audiences: ['family'] },
    });
    const venue = await makeVenue(app.db, term.organization, {
      nameEn: 'Civic centre',
      ...{
        address: '中央1-2-3',
        building: '別館',
        latitude: 35.5,
        longitude: 139.5,
        url: 'https://rooms.example/1',
      },
    });
    const served = [];
    for (const position of [1, 2])
      served.push(await makeProgramme(app.db, term.organization, { title: `合同の会${position}`, position }));
    await app.db.query('UPDATE sessions SET venue_id = $1, also_for_ids = $2 WHERE course_id = $3', [
      venue.id,
      served.map(({ id }) => id),
      term.course.id,
    ]);
    await app.http
      .post('/api/v1/registrations')
      .send({ session: term.sessions[0]?.id, nickname: 'みどり' })
      .expect(201);
    const [place] = await app.db.query('SELECT id FROM places WHERE session_id = $1', [term.sessions[0]?.id]);
    return { ...term, venue, served, placeId: place.id as string };
  }

  /** Everything that is written of the session, for everyone and for who holds a place in it, but for the time of the change. */
  async function written(): Promise<string> {
    const [row] = await selectSentEntries(app.db, [rows.placeId]);
    if (!row || row.startsOn === null) throw new Error('no dated session');
    const dated = { ...row, startsOn: row.startsOn };
    const events = (['ja', 'en'] as const).flatMap((language: Language) => {
      const wording = { language, t: messages.translator(language), publicUrl: 'https://tsudoi.example' };
      return [
        publicEvent(dated, wording),
        ...[true, false].map((discreet) => personalEvent(dated, discreet, wording)),
      ];
    });
    return JSON.stringify(events.map(({ changedAt, ...event }) => event));
  }

  /** Names of the columns of a row by which the entry is another. */
  async function shownOf(
    parent: Parameters<typeof isVisible>[0],
    entity: EntityTarget<ObjectLiteral>,
    id: string,
  ): Promise<string[]> {
    const shown: string[] = [];
    const repository = app.db.getRepository(entity);
    for (const { propertyName, type, isArray } of repository.metadata.columns) {
      if (FIXED.test(propertyName)) continue;
      const row = await repository.findOneByOrFail({ id });
      const given =
        OTHERS[`${parent}.${propertyName}`] ?? otherThan(row[propertyName], String(type), isArray);
      const before = await written();
      await repository.update(id, { [propertyName]: given });
      if ((await written()) !== before) shown.push(propertyName);
      await repository.update(id, { [propertyName]: row[propertyName] });
      expect(await written()).toBe(before);
    }
    return shown;
  }

  it('is a column that raises SEQUENCE', async () => {
    const { organization, programme, course, venue, served } = rows;
    const seen = {
      organization: await shownOf('organization', Organization, organization.id),
      programme: [
        ...(await shownOf('programme', Programme, programme.id)),
        ...(await shownOf('programme', Programme, served[0]?.id ?? '')),
      ],
      course: await shownOf('course', Course, course.id),
      venue: await shownOf('venue', Venue, venue.id),
    };
    for (const [parent, fields] of Object.entries(seen))
      expect(fields.filter((field) => !isVisible(parent as keyof typeof seen, field))).toEqual([]);
    // That these are seen says that the rows above show what they have.
    expect(seen).toEqual({
      organization: ['name', 'nameEn'],
      programme: [
        ...[
          'title',
          'titleEn',
          'kind',
          'audience',
          'audiences',
          'neutralTitle',
          'fee',
          'contact',
          'contactTel',
        ],
        ...['contactExtension', 'registrationText'],
        ...['title', 'titleEn', 'position'],
      ],
      course: ['registrationMode', 'opensAt', 'closesAt'],
      venue: ['name', 'nameEn', 'address', 'building', 'latitude', 'longitude', 'access', 'url'],
    });
  });

  it('raises SEQUENCE where staff change the audiences', async () => {
    const sequence = async () =>
      (await app.db.query('SELECT sequence FROM sessions WHERE course_id = $1', [rows.course.id]))[0]
        .sequence;
    const before = await sequence();
    await app.http
      .patch(`/api/v1/staff/programmes/${rows.programme.slug}`)
      .set('authorization', await bearer(app, rows.organization, 'owner'))
      .send({ audiences: ['self'] })
      .expect(200);
    expect(await sequence()).toBe(before + 1);
  });
});

describe('a programme file that comes again', () => {
  const file = ({
    audiences = '[family]',
    order = ['b', 'c'],
    organizers = ['町', '県'],
  } = {}) => `format: tsudoi/1
organization: {key: seen, name: 町}
programmes:
  - key: a
    title: 家族教室
    kind: class_series
    audiences: ${audiences}
    hosts: [${organizers.map((name) => `{role: organizer, name: ${name}}`).join(', ')}]
    courses:
      - key: r7
        title: 前期
        fiscalYear: 2025
        registration: {mode: session}
        sessions:
          - {number: 1, date: 2025-04-14, alsoFor: [b, c]}
          - {number: 2, date: 2025-04-28, alsoFor: [b]}
          - {number: 3, date: 2025-05-12}
${order.map((key) => `  - {key: ${key}, title: 会${key}, kind: club}\n`).join('')}`;
  const run = (text: string) =>
    app.nest
      .get(YearImport)
      .run([{ name: 'seen.yaml', text }], { dryRun: false, actor: 'system', organizationIds: 'any' });
  const sequences = async (): Promise<number[]> =>
    (
      await app.db.query(
        `SELECT session.sequence FROM sessions session JOIN organizations town ON town.id = session.organization_id
         WHERE town.slug = 'seen' ORDER BY number`,
      )
    ).map(({ sequence }: { sequence: number }) => sequence);

  it('raises SEQUENCE of the sessions whose entries it changes, and of no others', async () => {
    await run(file());
    const told = [await sequences()];
    for (const changed of [
      { audiences: '[self]' },
      { audiences: '[self]', order: ['c', 'b'] },
      { audiences: '[self]', order: ['c', 'b'], organizers: ['県', '町'] },
    ]) {
      await run(file(changed));
      told.push(await sequences());
    }
    expect(told).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [2, 1, 1],
      [3, 2, 2],
    ]);
  });
});

/** A value of a column's type that differs from the present one. */
function otherThan(present: unknown, type: string, isArray: boolean): unknown {
  if (isArray) return ['sunday'];
  switch (type) {
    case 'text':
      return `${present ?? ''}別の言葉`;
    case 'boolean':
      return !present;
    case 'integer':
    case 'double precision':
      return Number(present ?? 0) + 3;
    case 'timestamptz':
      return new Date('2025-03-20T00:00:00Z');
    case 'jsonb':
      return present === null || Array.isArray(present) ? [{ from: '2025-08-01' }] : { other: true };
    default:
      throw new Error(`${type} is a type that this test does not know`);
  }
}
