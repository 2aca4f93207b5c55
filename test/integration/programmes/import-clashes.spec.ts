import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Views } from '../../../src/platform/views/views.js';
import { conflictsInWords } from '../../../src/registrations/year/year-import.conflicts.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** A gathering in the room of a weekly free space, on the first Wednesday of two months. */
function town({ gatheringStart }: { gatheringStart: string }): string {
  return `format: tsudoi/1
organization: {key: hikari, name: ひかり市}
venues: [{key: hiroba, name: ひろば}]
programmes:
  - key: free-space
    title: フリースペース
    kind: free_space
    courses:
      - {key: r7, title: 令和7年度, fiscalYear: 2025, defaults: {venue: hiroba, start: "10:00", end: "15:00"}, rule: {weekly: [wednesday], from: 2025-10, until: 2025-11}}
  - key: gathering
    title: 家族のつどい
    kind: family_meeting
    courses:
      - {key: r7, title: 令和7年度, fiscalYear: 2025, defaults: {venue: hiroba, start: "${gatheringStart}", end: "16:30"}, rule: {monthly: [1 wednesday], from: 2025-10, until: 2025-11}}
`;
}

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2025-03-02T09:00:00+09:00' });
});
afterAll(() => app.close());

async function clashes(text: string): Promise<unknown> {
  const options = { dryRun: true, actor: 'system', organizationIds: 'any' } as const;
  const report = await app.nest.get(YearImport).run([{ name: 'hikari.yaml', text }], options);
  return conflictsInWords(report, { t: app.nest.get(Views).translator('ja'), language: 'ja' });
}

it('tells in a dry run what sessions to come would clash with, and hinders nothing', async () => {
  expect(await clashes(town({ gatheringStart: '13:30' }))).toEqual([
    { kind: 'room', sentences: [expect.stringContaining('10月1日'), expect.stringContaining('11月5日')] },
  ]);
  expect(await clashes(town({ gatheringStart: '15:00' }))).toEqual([]);
});

it('says nothing of clashes that are over', async () => {
  app.clock.set('2025-10-15T09:00:00+09:00');
  expect(await clashes(town({ gatheringStart: '13:30' }))).toEqual([
    { kind: 'room', sentences: [expect.stringContaining('11月5日')] },
  ]);
});
