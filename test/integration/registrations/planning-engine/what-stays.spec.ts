import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Principal } from '../../../../src/organizations/principal.js';
import type { FileRule } from '../../../../src/programmes/domain/rule-file.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { NewSessions } from '../../../../src/registrations/session-editing/new-sessions.service.js';
import { SessionChanges } from '../../../../src/registrations/sessions/session-changes.service.js';
import { newId } from '../../../../src/shared/ids.js';
import { recordAttendance } from '../../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { BEFORE, COURSE_ID, NOW, PlannedTown } from './planned-town.js';

/** Second Tuesdays of June to October: 06-10, 07-08, 08-12, 09-09, 10-14. */
const SECOND: FileRule = { monthly: ['2 tuesday'], months: [6, 7, 8, 9, 10], start: '10:00', end: '12:00' };
/** Third Tuesdays: 06-17, 07-15, 08-19, 09-16, 10-21. */
const THIRD: FileRule = { ...SECOND, monthly: ['3 tuesday'] };

let app: TestApp;
let town: PlannedTown;
beforeAll(async () => {
  app = await startTestApp();
  town = new PlannedTown(app);
});
afterAll(() => app.close());

async function organizer(): Promise<Principal> {
  const [{ id }] = await app.db.query('SELECT id FROM organizations');
  return new Principal('staff:test', '職員', new Map([[id, 'organizer']]));
}

describe('when a rule changes, what stays', () => {
  beforeEach(async () => {
    await town.empty();
    app.clock.set(BEFORE);
    await town.import({ rule: SECOND });
    app.clock.set(NOW);
  });

  it('is a session of which heads were counted without names', async () => {
    const { id } = await town.session('2025-08-12');
    await recordAttendance(app.db, await app.db.manager.findOneByOrFail(Session, { id }), [], { family: 7 });
    const { counts } = await town.import({ rule: THIRD });
    expect(counts.undecided).toBe(1);
    expect(await town.dates()).toContain('2025-08-12 10:00');
    expect(await app.db.query('SELECT people FROM head_counts')).toEqual([{ people: 7 }]);
    // The second wall, for whoever forgets to ask.
    await expect(app.db.manager.delete(Session, id)).rejects.toThrow(/foreign key/);
  });

  it('is a session that staff made by hand on a day that the rule gives later', async () => {
    await app.nest
      .get(NewSessions)
      .add(await organizer(), COURSE_ID, { startsOn: '2025-08-19', startTime: '13:00', topic: '特別回' });
    await town.import({ rule: THIRD });
    expect(await town.session('2025-08-19')).toMatchObject({ startTime: '13:00', topic: '特別回' });
    expect((await town.dates()).filter((line) => line.startsWith('2025-08-19'))).toHaveLength(1);
  });

  it('is the sequence of a session that was taken out and is given again', async () => {
    await town.change('2025-08-12', { topic: '講話' });
    await town.change('2025-08-12', { topic: null });
    const { sequence } = await town.session('2025-08-12');
    await town.import({ rule: THIRD });
    expect(await town.dates()).not.toContain('2025-08-12 10:00');
    await town.import({ rule: SECOND });
    expect((await town.session('2025-08-12')).sequence).toBeGreaterThan(sequence);
  });

  it('is everything where the list of rules has a blank entry: that is a fault', async () => {
    const before = await town.sessions();
    const rule = [null] as unknown as FileRule[];
    await expect(town.save({ rule })).rejects.toMatchObject({ code: 'invalid' });
    await expect(town.import({ rule })).rejects.toMatchObject({ code: 'invalid' });
    expect(await town.sessions()).toEqual(before);
  });

  it('is the number of the place that a moved session takes', async () => {
    await town.empty();
    app.clock.set(BEFORE);
    await town.import({ rule: { ...SECOND, numbered: true } });
    app.clock.set(NOW);
    const { id } = await town.session('2025-08-12');
    await town.register({ session: id, email: 'a@family.example' });
    const rule = { ...THIRD, numbered: true };
    const { undecided } = await town.preview({ rule });
    const target = undecided[0]!.moves.find(({ startsOn }) => startsOn === '2025-08-19')!;
    await town.save({ rule }, { bySession: { [id]: `move:${target.id}` }, cancelReason: null });
    const [{ number, startsOn }] = await app.db.query(
      `SELECT number, starts_on::text AS "startsOn" FROM sessions WHERE id = $1`,
      [id],
    );
    expect({ number, startsOn }).toEqual({ number: 3, startsOn: '2025-08-19' });
  });
});

it('lets a host say that a sitting serves a programme too only where it has rights there', async () => {
  await town.empty();
  const owner = await makeOrganization(app.db);
  const guest = await makeOrganization(app.db);
  const [shared, other] = [await makeProgramme(app.db, owner), await makeProgramme(app.db, owner)];
  const course = await makeCourse(app.db, shared);
  const session = await makeSession(app.db, course, { startsOn: '2025-08-12' });
  await makePool(app.db, session);
  const host = (programmeId: string) =>
    app.db.manager.insert(ProgrammeHost, {
      id: newId(),
      programmeId,
      role: 'co_host',
      name: 'となり市',
      hostOrganizationId: guest.id,
      rights: 'organizer',
      position: 1,
    });
  await host(shared.id);
  const staff = new Principal('staff:guest', '職員', new Map([[guest.id, 'organizer']]));
  const change = () => app.nest.get(SessionChanges).change(staff, session.id, { alsoFor: [other.key] });
  await expect(change()).rejects.toMatchObject({ code: 'unknown' });
  await host(other.id);
  await change();
  expect((await app.db.manager.findOneByOrFail(Session, { id: session.id })).alsoForIds).toEqual([other.id]);
});
