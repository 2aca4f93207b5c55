import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { camelCase } from '../../../src/attendance/people/person-export.queries.js';
import {
  isNotPersonal,
  PERSONAL_DATA,
  type PersonalTable,
} from '../../../src/attendance/people/personal-data.js';
import { Views } from '../../../src/platform/views/views.js';
import { newId } from '../../../src/shared/ids.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeTown } from './people-world.js';

const dates = ['2025-04-14', '2025-05-12'];
const TABLES = new Map<string, PersonalTable>(Object.entries(PERSONAL_DATA));

describe('the data of a person', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  /** What of the schema nobody has thought of yet, and what is thought of that is not there. */
  async function unthoughtOf(): Promise<string[]> {
    const columns: { table: string; column: string }[] = await app.db.query(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    const known = new Set(columns.map(({ table, column }) => `${table}.${column}`));
    const thoughtOf = [...TABLES].flatMap(([table, { exported, left }]) =>
      [...exported, ...Object.keys(left)].map((column) => `${table}.${column}`),
    );
    const missing = [...known].filter(
      (one) => !thoughtOf.includes(one) && !isNotPersonal(one.split('.')[0] as string),
    );
    return [...missing, ...thoughtOf.filter((one) => !known.has(one))].sort();
  }

  it('is all of what the schema can hold of them: a new column must be given or left with a reason', async () => {
    expect(await unthoughtOf()).toEqual([]);
    for (const [name, { exported, left }] of TABLES) {
      expect({ name, twice: exported.filter((column) => column in left) }).toEqual({ name, twice: [] });
      expect(Object.values(left).every((reason) => reason.length > 10)).toBe(true);
    }
    // Negative control: what is added is seen.
    await app.db.query('ALTER TABLE companions ADD telephone text');
    await app.db.query('CREATE TABLE guests (name text)');
    try {
      expect(await unthoughtOf()).toEqual(['companions.telephone', 'guests.name']);
    } finally {
      await app.db.query('ALTER TABLE companions DROP telephone');
      await app.db.query('DROP TABLE guests');
    }
  });

  it('has a word in both languages for each of its fields', () => {
    const views = app.nest.get(Views);
    const fields = [...TABLES.values()].flatMap(({ exported }) => exported.map(camelCase));
    const unnamed = fields.filter(
      (field) => field !== 'id' && !views.messages.has(`people.data.field.${field}`),
    );
    expect(unnamed).toEqual([]);
  });

  /** Somebody of whom everything is kept that can be. */
  async function makeKnown() {
    const questions = [
      { key: 'from', text: 'どこで知りましたか', type: 'short' },
      { key: 'health', text: '体のこと', type: 'long', sensitive: true },
    ];
    const eligibility = [{ rule: 'women', as: 'enforced' }];
    const town = await makeTown(app, { dates, programme: { questions, eligibility } as never });
    const email = `${newId()}@mail.example`;
    const { id, code } = await town.register({
      ...{
        course: town.course.id,
        nickname: 'つばさ',
        email,
        people: 2,
        relation: 'family',
        municipality: '星市',
      },
      companions: [{ nickname: '祖母', relation: 'family' }],
      ...{ declares: ['women'], answers: { from: '市の広報', health: '車いす' } },
    });
    await town.mark(id, 0, 'late', 'absent');
    await town.act(id, 'notes', { text: '送迎あり' });
    const shared = [newId(), town.organization.id, town.programme.id, town.course.id, id];
    await app.db.query(
      `INSERT INTO completions (id, organization_id, programme_id, course_id, registration_id, completed_on, attended,
         sessions, name, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, '2025-05-12', 2, 2, '青山つばさ', now(), 'system')`,
      shared,
    );
    await app.db.query(
      `INSERT INTO mail_addresses (organization_id, recipient, failures, last_failed_at, last_answer)
       VALUES ($1, $2, 1, now(), '550 no such user')`,
      [town.organization.id, email],
    );
    await app.db.query(
      `INSERT INTO digest_subscriptions (id, organization_id, email, token_hash, created_at) VALUES ($1, $2, $3, $4, now())`,
      [newId(), town.organization.id, email, newId()],
    );
    return { ...town, id, code, email };
  }

  it('comes in one file, with what belongs to each registration beside it', async () => {
    const town = await makeKnown();
    const [completion] = await app.db.query('SELECT id FROM completions WHERE registration_id = $1', [
      town.id,
    ]);
    const entry = { name: '青山つばさ', rollNumber: '7', enrolledOn: '2025-05-12' };
    await app.http
      .put(`/api/v1/staff/completions/${completion.id}/roll`)
      .set('authorization', await town.as('organizer'))
      .send(entry)
      .expect(204);
    const { body } = await town.get(`people/${town.id}/export`, 'organizer');
    expect(body.acts.map(({ action }: { action: string }) => action)).toContain('roll.entered');
    expect(body).toMatchObject({
      format: 'tsudoi-person/1',
      exportedAt: '2025-04-01T09:00:00+09:00',
      timeZone: 'Asia/Tokyo',
      registrations: [
        {
          ...{
            code: town.code,
            nickname: 'つばさ',
            email: town.email,
            municipality: '星市',
            declares: ['women'],
          },
          createdAt: '2025-04-01T09:00:00+09:00',
          companions: [{ position: 0, nickname: '祖母', relation: 'family', age: null }],
          answers: [{ question: 'どこで知りましたか', answer: '市の広報' }],
          sensitiveAnswers: [{ question: '体のこと', answer: '車いす' }],
          places: [
            {
              status: 'confirmed',
              session: { startsOn: '2025-04-14', number: 1, programme: town.programme.title },
              marks: [
                { member: 0, mark: 'late', markedAt: '2025-04-14T11:45:00+09:00' },
                { member: 1, mark: 'absent' },
              ],
            },
            { session: { startsOn: '2025-05-12' }, marks: [] },
          ],
          notes: [{ text: '送迎あり' }],
          completions: [{ completedOn: '2025-05-12', name: '青山つばさ' }],
        },
      ],
      mails: [{ kind: 'confirmed', recipient: town.email }],
      failedAddresses: [{ lastAnswer: '550 no such user' }],
      digests: [{ email: town.email, status: 'pending' }],
    });
    const acts = body.acts.map(({ action }: { action: string }) => action);
    expect(acts).toEqual(expect.arrayContaining(['registration.noted', 'person.exported']));
    expect(await town.log('person.exported')).toEqual([
      { subject: town.id, after: { format: 'json', registrations: 1 } },
    ]);
    // Nothing in it opens anything, or says who of staff it was.
    expect(JSON.stringify(body)).not.toMatch(/[0-9a-f]{64}|staff:|token:/);
  });

  it('is for organizers, as a file to save and as a page to read', async () => {
    const town = await makeKnown();
    expect((await town.get(`people/${town.id}/export`)).status).toBe(403);
    const browser = await signInAs(app, town.organization, 'organizer');
    const file = await browser.get(`/staff/people/${town.id}/export.json`);
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(file.headers['cache-control']).toContain('no-store');
    expect(JSON.parse(file.text).registrations).toHaveLength(1);
    for (const language of ['', '?lang=en']) {
      const { status, text } = await browser.get(`/staff/people/${town.id}/export${language}`);
      expect(status).toBe(200);
      for (const word of [
        'つばさ',
        '祖母',
        '車いす',
        '送迎あり',
        '青山つばさ',
        '550 no such user',
        town.email,
      ])
        expect({ word, has: text.includes(word) }).toEqual({ word, has: true });
    }
    const reception = await signInAs(app, town.organization, 'reception');
    expect((await reception.get(`/staff/people/${town.id}/export.json`)).status).toBe(403);
  });
});
