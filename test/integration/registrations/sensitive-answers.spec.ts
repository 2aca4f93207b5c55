import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import { AppConfig } from '../../../src/platform/config/app-config.js';
import { violationsOf } from '../../../src/platform/database/check.js';
import { ANSWER_CHECKS } from '../../../src/registrations/answers/answer-checks.js';
import { KeptAnswers } from '../../../src/registrations/answers/kept-answers.js';
import { SensitiveAnswer } from '../../../src/registrations/answers/sensitive-answer.entity.js';
import { SensitiveAnswersSweep } from '../../../src/registrations/answers/sensitive-answers-sweep.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeRegistered } from '../mail/registered.js';

describe('answers to sensitive questions', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let sweep: SensitiveAnswersSweep;

  beforeAll(async () => {
    app = await startTestApp();
    term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    sweep = app.nest.get(SensitiveAnswersSweep);
  });

  afterAll(() => app?.close());

  afterEach(async () => {
    await app.db.query('DELETE FROM registrations');
    await app.db.query('UPDATE organizations SET sensitive_answers_days = 30');
    await app.db.query(`UPDATE sessions SET status = 'scheduled', starts_at = (starts_on + start_time::time) AT TIME ZONE 'Asia/Tokyo',
      ends_at = (starts_on + end_time::time) AT TIME ZONE 'Asia/Tokyo'`);
  });

  /** A registration with two sensitive answers. */
  async function answered(given: DeepPartial<Registration> = {}, place: DeepPartial<Place> = {}) {
    const { registration } = await makeRegistered(app.db, term.sessions, term.pools, given, place);
    await app.db.getRepository(SensitiveAnswer).insert(
      ['diagnosis', 'history'].map((question) => ({
        registrationId: registration.id,
        organizationId: registration.organizationId,
        question,
        answer: 'x',
      })),
    );
    return registration;
  }

  const erasedAt = (iso: string) => {
    app.clock.set(iso);
    return sweep.sweep();
  };
  const NONE = { answers: 0, registrations: 0 };
  const BOTH = { answers: 2, registrations: 1 };

  it('go thirty days after the last session has ended, not a minute sooner, and once', async () => {
    await answered();
    expect(await erasedAt('2025-05-28T11:44:00+09:00')).toEqual(NONE);
    await expect(sweep.due()).resolves.toEqual(NONE);
    app.clock.set('2025-05-28T11:45:00+09:00');
    await expect(sweep.due()).resolves.toEqual(BOTH);
    await expect(app.db.getRepository(SensitiveAnswer).count()).resolves.toBe(2);
    expect(await erasedAt('2025-05-28T11:45:00+09:00')).toEqual(BOTH);
    expect(await sweep.sweep()).toEqual(NONE);
    await expect(app.db.getRepository(SensitiveAnswer).count()).resolves.toBe(0);
  });

  it('are forgotten in what the request was recognised by, too', async () => {
    const [due, later] = [await answered(), await answered()];
    await app.db.query('DELETE FROM sensitive_answers WHERE registration_id = $1', [later.id]);
    await erasedAt('2025-06-01T00:00:00+09:00');
    const { requestHash } = await app.db.getRepository(Registration).findOneByOrFail({ id: due.id });
    const kept = await app.db.getRepository(Registration).findOneByOrFail({ id: later.id });
    expect([requestHash, kept.requestHash]).toEqual(['', later.requestHash]);
  });

  it.each(['erase', 'conceal'] as const)('are forgotten by %s, too', async (act) => {
    const { id, organizationId, programmeId } = await answered();
    await app.db.query(
      `INSERT INTO answers (registration_id, organization_id, question, answer) VALUES ($1, $2, 'heard', 'x')`,
      [id, organizationId],
    );
    await app.nest.get(KeptAnswers)[act](app.db.manager, programmeId, ['heard']);
    expect(await app.db.getRepository(Registration).findOneByOrFail({ id })).toMatchObject({
      requestHash: '',
    });
  });

  it('cannot be guessed from that without the secret of the application', () => {
    const hashBy = (secret: string) =>
      new RegistrationTokens(Object.assign(Object.create(app.nest.get(AppConfig)), { secret })).requestHashOf(
        ['x'],
      );
    expect(hashBy('one')).toBe(hashBy('one'));
    expect(hashBy('one')).not.toBe(hashBy('another'));
  });

  it('are erased once, however many workers sweep', async () => {
    await answered();
    await answered();
    app.clock.set('2025-06-01T03:30:00+09:00');
    const erased = await Promise.all(Array.from({ length: 4 }, () => sweep.sweep()));
    expect(erased.map(({ answers }) => answers).reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('stay for as long as the organization says', async () => {
    await answered();
    await app.db.query('UPDATE organizations SET sensitive_answers_days = 0');
    expect(await erasedAt('2025-04-28T11:44:00+09:00')).toEqual(NONE);
    expect(await erasedAt('2025-04-28T11:45:00+09:00')).toEqual(BOTH);
  });

  it.each(['cancelled', 'declined'] as const)(
    'of a registration that was %s go thirty days later',
    async (status) => {
      await answered(
        { status, cancelledAt: new Date('2025-04-02T09:00:00+09:00') },
        { status: 'released', releasedAt: new Date('2025-04-02T09:00:00+09:00') },
      );
      expect(await erasedAt('2025-05-02T08:59:00+09:00')).toEqual(NONE);
      expect(await erasedAt('2025-05-02T09:00:00+09:00')).toEqual(BOTH);
    },
  );

  it('do not wait for sessions that were given up', async () => {
    const registration = await answered();
    await app.db.query(
      `UPDATE places SET status = 'released', released_at = now() WHERE registration_id = $1 AND session_id = $2`,
      [registration.id, term.sessions[1]?.id],
    );
    expect(await erasedAt('2025-05-14T11:45:00+09:00')).toEqual(BOTH);
  });

  it('wait for a session whose date is not known yet, unless it was called off', async () => {
    await answered();
    const undated = [term.sessions[1]?.id];
    await app.db.query('UPDATE sessions SET starts_at = NULL, ends_at = NULL WHERE id = $1', undated);
    expect(await erasedAt('2027-01-01T00:00:00+09:00')).toEqual(NONE);
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, undated);
    expect(await erasedAt('2025-05-14T11:45:00+09:00')).toEqual(BOTH);
  });

  it('of a member go thirty days after the fiscal year', async () => {
    const member = await answered({ membership: true });
    await app.db.query('DELETE FROM places WHERE registration_id = $1', [member.id]);
    expect(await erasedAt('2026-04-30T23:59:00+09:00')).toEqual(NONE);
    expect(await erasedAt('2026-05-01T00:00:00+09:00')).toEqual(BOTH);
  });

  it('that were forgotten are what verify names, after two days of grace', async () => {
    const registration = await answered();
    const found = (iso: string) => violationsOf(app.db.manager, ANSWER_CHECKS, new Date(iso));
    expect(await found('2025-05-30T11:44:00+09:00')).toEqual([]);
    expect(await found('2025-05-30T11:45:00+09:00')).toEqual([
      expect.objectContaining({ name: 'sensitive answer kept too long', subject: registration.id }),
    ]);
  });

  it('leave the other answers where they are', async () => {
    const { id, organizationId } = await answered();
    await app.db.query(
      `INSERT INTO answers (registration_id, organization_id, question, answer) VALUES ($1, $2, 'heard', 'x')`,
      [id, organizationId],
    );
    await erasedAt('2025-06-01T00:00:00+09:00');
    const [{ count }] = await app.db.query('SELECT count(*)::int AS count FROM answers');
    expect(count).toBe(1);
  });
});
