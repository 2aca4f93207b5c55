import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { insertParts } from '../../../src/registrations/registration-parts.queries.js';
import { makeParty } from '../../support/attendance-factories.js';
import { untilWaiting } from '../../support/engine-locks.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const QUESTION = { key: 'now', text: 'いまの様子', type: 'long' as const };
const SENSITIVE = { ...QUESTION, sensitive: true };

describe('a question that becomes sensitive while it is answered', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    term = await makeTerm(app.db, { dates: ['2025-05-14'], programme: { questions: [QUESTION] } });
  });

  const answersIn = async (table: string): Promise<string[]> => {
    const rows: { answer: string }[] = await app.db.query(
      `SELECT answer FROM ${table} JOIN registrations ON registrations.id = registration_id WHERE programme_id = $1`,
      [term.programme.id],
    );
    return rows.map(({ answer }) => answer);
  };

  it('has the answer put away of one who had read it as it was', async () => {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.update(Programme, term.programme.id, { questions: [SENSITIVE] });
    const registering = app.http
      .post('/api/v1/registrations')
      .send({ session: term.sessions[0]?.id, nickname: '花', answers: { now: '部屋から出ません' } })
      .then(({ status }) => status);
    await untilWaiting(app.db, 1);
    await runner.commitTransaction();
    await runner.release();
    expect(await registering).toBe(201);
    expect([await answersIn('answers'), await answersIn('sensitive_answers')]).toEqual([
      [],
      ['部屋から出ません'],
    ]);
  });

  it('has an answer put away that is written and not yet committed', async () => {
    const { registration } = await makeParty(app.db, term.sessions);
    const authorization = await bearer(app, term.organization, 'organizer');
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await insertParts(runner.manager, registration, { companions: [], answers: { now: '通院している' } });
    const editing = app.http
      .patch(`/api/v1/staff/programmes/${term.programme.slug}`)
      .set('authorization', authorization)
      .send({ questions: [SENSITIVE] })
      .then(({ status }) => status);
    await untilWaiting(app.db, 1);
    await runner.commitTransaction();
    await runner.release();
    expect(await editing).toBe(200);
    expect([await answersIn('answers'), await answersIn('sensitive_answers')]).toEqual([
      [],
      ['通院している'],
    ]);
  });
});
