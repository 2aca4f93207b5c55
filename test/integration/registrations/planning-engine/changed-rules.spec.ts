import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileRule } from '../../../../src/programmes/domain/rule-file.js';
import type { ImportReport } from '../../../../src/registrations/year/year-import.report.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { BEFORE, NOW, PlannedTown } from './planned-town.js';

/** Second Tuesdays of June to October: 06-10, 07-08, 08-12, 09-09, 10-14. */
const SECOND: FileRule = { monthly: ['2 tuesday'], months: [6, 7, 8, 9, 10], start: '10:00', end: '12:00' };
/** Third Tuesdays: 06-17, 07-15, 08-19, 09-16, 10-21. */
const THIRD: FileRule = { ...SECOND, monthly: ['3 tuesday'] };
const LATER: FileRule = { ...SECOND, start: '14:00', end: '16:00' };

describe('a rule that changes in the middle of the year', () => {
  let app: TestApp;
  let town: PlannedTown;
  beforeAll(async () => {
    app = await startTestApp();
    town = new PlannedTown(app);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await town.empty();
    app.clock.set(BEFORE);
    await town.import({ rule: SECOND });
    app.clock.set(NOW);
  });

  const acts = ({ changes }: ImportReport) =>
    changes.filter(({ kind }) => kind === 'session').map(({ action, key }) => `${action} ${key.slice(14)}`);

  /** One held, one edited, and July and October as they were given. */
  async function heldAndEdited(): Promise<void> {
    const held = await town.session('2025-08-12');
    await town.register({ session: held.id, email: 'a@family.example' });
    await town.change('2025-09-09', { topic: '講話' });
  }

  it('in the file: what nobody holds or edited follows, the past stays in silence, the rest waits for staff', async () => {
    await heldAndEdited();
    const report = await town.import({ rule: LATER });
    expect(acts(report)).toEqual([
      'change 2025-07-08',
      'change 2025-10-14',
      'undecided 2025-08-12',
      'undecided 2025-09-09',
    ]);
    expect(await town.dates()).toEqual([
      '2025-06-10 10:00',
      '2025-07-08 14:00',
      '2025-08-12 10:00',
      '2025-09-09 10:00',
      '2025-10-14 14:00',
    ]);
    expect(await town.notices()).toEqual([]);
    expect(acts(await town.import({ rule: LATER }))).toEqual([
      'undecided 2025-08-12',
      'undecided 2025-09-09',
    ]);
  });

  it('in the file: dates that are given no more go, new ones come, but none in the past', async () => {
    await heldAndEdited();
    const report = await town.import({ rule: THIRD });
    expect(acts(report)).toEqual([
      'create 2025-07-15',
      'create 2025-08-19',
      'create 2025-09-16',
      'create 2025-10-21',
      'remove 2025-07-08',
      'remove 2025-10-14',
      'undecided 2025-08-12',
      'undecided 2025-09-09',
    ]);
    expect(await town.dates()).toEqual([
      '2025-06-10 10:00',
      '2025-07-15 10:00',
      '2025-08-12 10:00',
      '2025-08-19 10:00',
      '2025-09-09 10:00',
      '2025-09-16 10:00',
      '2025-10-21 10:00',
    ]);
  });

  it('on the screen: the unchanged file does not bring the old rule back', async () => {
    await town.save({ rule: THIRD });
    const dates = await town.dates();
    const report = await town.import({ rule: SECOND });
    expect(report.changes.map(({ action, kind }) => `${action} ${kind}`)).toEqual(['keep course']);
    expect(await town.dates()).toEqual(dates);
    expect((await town.import({ rule: SECOND })).counts).toMatchObject({ create: 0, change: 0, remove: 0 });
  });

  it('on the screen, then anew in the file: the file holds, also for dates that the screen had dropped', async () => {
    await town.save({ rule: THIRD });
    await town.import({ rule: { ...SECOND, topic: '近況' } });
    expect(await town.dates()).toEqual([
      '2025-06-10 10:00',
      '2025-07-08 10:00',
      '2025-08-12 10:00',
      '2025-09-09 10:00',
      '2025-10-14 10:00',
    ]);
  });

  it('asks on the screen for each session that is held or edited, and does nothing until it is told', async () => {
    await heldAndEdited();
    const before = await town.sessions();
    await expect(town.save({ rule: THIRD })).rejects.toMatchObject({ code: 'invalid' });
    expect(await town.sessions()).toEqual(before);
    const [held, edited] = [await town.session('2025-08-12'), await town.session('2025-09-09')];
    const { undecided } = await town.preview({ rule: THIRD });
    expect(undecided.map(({ session, holders, edited: fields }) => [session.key, holders, fields])).toEqual([
      ['2025-08-12', 1, []],
      ['2025-09-09', 0, ['topic']],
    ]);
    const to = undecided[0]?.moves.find(({ key }) => key === '2025-08-19');
    await town.save(
      { rule: THIRD },
      { bySession: { [held.id]: `move:${to?.id}`, [edited.id]: 'cancel' }, cancelReason: '会場の都合' },
    );
    expect(await town.dates()).toEqual([
      '2025-06-10 10:00',
      '2025-07-15 10:00',
      '2025-08-19 10:00',
      '2025-09-09 10:00 x',
      '2025-09-16 10:00',
      '2025-10-21 10:00',
    ]);
    expect(await town.notices()).toEqual(['a@family.example changed 2025-08-12']);
    const settled = await town.sessions();
    await town.save({ rule: THIRD });
    expect(await town.sessions()).toEqual(settled);
  });

  it('does not ask again for what was decided to be kept', async () => {
    await heldAndEdited();
    const [held, edited] = [await town.session('2025-08-12'), await town.session('2025-09-09')];
    await town.save(
      { rule: LATER },
      { bySession: { [held.id]: 'keep', [edited.id]: 'apply' }, cancelReason: null },
    );
    expect(await town.dates()).toContain('2025-08-12 10:00');
    expect(await town.session('2025-09-09')).toMatchObject({ startTime: '14:00', topic: null });
    expect((await town.preview({ rule: LATER })).undecided).toEqual([]);
    await town.save({ rule: LATER });
    expect(await town.dates()).toContain('2025-08-12 10:00');
  });

  it('makes no second session where staff moved one to, whether a file or the screen changes it', async () => {
    await town.change('2025-08-12', { startsOn: '2025-08-19' });
    await town.import({ rule: THIRD });
    expect((await town.dates()).filter((date) => date.startsWith('2025-08'))).toEqual(['2025-08-19 10:00']);
    const moved = await town.session('2025-08-12');
    await town.save({ rule: THIRD }, { bySession: { [moved.id]: 'keep' }, cancelReason: null });
    expect((await town.dates()).filter((date) => date.startsWith('2025-08'))).toEqual(['2025-08-19 10:00']);
  });

  it('makes no second session beside a held one that another rule gives under another name', async () => {
    const slots = { ...SECOND, start: undefined, end: undefined };
    const rule = {
      monthly: slots.monthly!,
      months: slots.months!,
      slots: [{ start: '10:00' }, { start: '13:00' }],
    };
    await town.import({ rule });
    const held = await town.session('2025-08-12T10:00');
    await town.register({ session: held.id, email: 'a@family.example' });
    await town.import({ rule: SECOND });
    expect((await town.dates()).filter((date) => date.startsWith('2025-08'))).toEqual(['2025-08-12 10:00']);
    await town.save({ rule: SECOND }, { bySession: { [held.id]: 'keep' }, cancelReason: null });
    expect((await town.dates()).filter((date) => date.startsWith('2025-08'))).toEqual(['2025-08-12 10:00']);
  });

  it('lets a file write out what a rule gave, also after the rule was changed on the screen and in the file', async () => {
    await town.save({ rule: LATER });
    await town.import({ rule: LATER });
    const written = [{ key: '2025-08-12', date: '2025-08-12', start: '10:00', end: '12:00', topic: '講話' }];
    await town.import({ rule: LATER, sessions: written });
    expect(await town.session('2025-08-12')).toMatchObject({ startTime: '10:00', topic: '講話' });
    await town.import({ rule: LATER });
    expect(await town.session('2025-08-12')).toMatchObject({ startTime: '14:00', topic: null });
  });
});
