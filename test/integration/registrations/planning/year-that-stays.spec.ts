import { expect, it } from '@jest/globals';
import { yearThatStays } from '../../../../src/registrations/year/year-import.plan.js';

it('a session that an import takes out takes its seats with it', () => {
  const ids = ['stays', 'goes', 'new', 'unknown'];
  const rows = (of: readonly string[]) => of.map((id) => ({ row: { id, sessionId: id } }));
  const year = { sessions: rows(ids), pools: rows(ids) } as unknown as Parameters<typeof yearThatStays>[0];
  const plan = {
    sessions: { created: rows(['new']), removed: rows(['goes']) },
    sequences: new Map([
      ['stays', 0],
      ['goes', 0],
    ]),
  } as unknown as Parameters<typeof yearThatStays>[1];
  const kept = yearThatStays(year, plan);
  expect(kept.sessions.map(({ row }) => row.id)).toEqual(['stays', 'new']);
  expect(kept.pools.map(({ row }) => row.sessionId)).toEqual(['stays', 'new']);
});
