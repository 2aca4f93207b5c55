import { describe, expect, it } from '@jest/globals';
import { type CivilSpan, sessionInstants } from '../../../src/programmes/domain/session-instants.js';

const BASE: CivilSpan = {
  startsOn: '2025-04-14',
  startTime: '10:00',
  endsOn: null,
  endTime: '11:45',
  timeZone: 'Asia/Tokyo',
};

const CASES: readonly {
  name: string;
  span: Partial<CivilSpan>;
  startsAt: string | null;
  endsAt: string | null;
}[] = [
  { name: 'a morning', span: {}, startsAt: '2025-04-14T01:00:00.000Z', endsAt: '2025-04-14T02:45:00.000Z' },
  {
    name: 'no end stated: until the day is over',
    span: { endTime: null },
    startsAt: '2025-04-14T01:00:00.000Z',
    endsAt: '2025-04-14T15:00:00.000Z',
  },
  {
    name: 'no time at all: the day',
    span: { startTime: null, endTime: null },
    startsAt: '2025-04-13T15:00:00.000Z',
    endsAt: '2025-04-14T15:00:00.000Z',
  },
  {
    name: 'several days without times',
    span: { endsOn: '2025-04-19', startTime: null, endTime: null },
    startsAt: '2025-04-13T15:00:00.000Z',
    endsAt: '2025-04-19T15:00:00.000Z',
  },
  {
    name: 'over midnight',
    span: { startTime: '22:00', endsOn: '2025-04-15', endTime: '01:00' },
    startsAt: '2025-04-14T13:00:00.000Z',
    endsAt: '2025-04-14T16:00:00.000Z',
  },
  { name: 'undated', span: { startsOn: null, startTime: '10:00' }, startsAt: null, endsAt: null },
  {
    name: 'a day of 23 hours ends at its own midnight',
    span: { startsOn: '2025-03-30', startTime: null, endTime: null, timeZone: 'Europe/Berlin' },
    startsAt: '2025-03-29T23:00:00.000Z',
    endsAt: '2025-03-30T22:00:00.000Z',
  },
  {
    name: 'a time that summer time skips',
    span: { startsOn: '2025-03-30', startTime: '02:30', endTime: '04:00', timeZone: 'Europe/Berlin' },
    startsAt: '2025-03-30T01:30:00.000Z',
    endsAt: '2025-03-30T02:00:00.000Z',
  },
];

describe('sessionInstants', () => {
  it.each(CASES)('$name', ({ span, startsAt, endsAt }) => {
    const found = sessionInstants({ ...BASE, ...span });
    expect(found.startsAt?.toISOString() ?? null).toBe(startsAt);
    expect(found.endsAt?.toISOString() ?? null).toBe(endsAt);
  });
});
