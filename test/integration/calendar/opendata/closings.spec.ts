import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { askFeed } from '../ask-feed.js';
import { importTowns } from './towns.js';

const course = (key: string, registration: string, sessions: string) =>
  `{key: ${key}, title: ${key}, fiscalYear: 2026, registration: ${registration}, sessions: [${sessions}]}`;
const WAYS = `format: tsudoi/1
organization: {key: ways, name: みなと市, kind: municipality, municipalityCode: "131032"}
programmes:
  - key: class
    title: 家族教室
    kind: class_series
    courses:
      - ${course('plain', '{mode: session, closes: 2026-05-20}', '{number: 1, date: 2026-06-01, listNumber: plain}, {number: 2, date: 2026-06-08, listNumber: early, title: 出前講座}')}
      - ${course('web', '{mode: session, closes: 2026-05-20, channels: {web: {closesBefore: {days: 1, at: "17:00"}}, telephone: {closes: 2026-05-19}}}', '{date: 2026-05-12, listNumber: web}')}
      - ${course('by-call', '{mode: session, closes: 2026-05-20, channels: {telephone: {closes: "2026-05-18T12:00"}, desk: {closes: "2026-05-18T15:00"}}}', '{date: 2026-06-01, listNumber: by-call}')}
      - ${course('open', '{mode: session, channels: {telephone: {closes: 2026-05-18}, desk: {}}}', '{date: 2026-06-01, listNumber: open}')}
`;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2026-04-01T09:00:00+09:00' });
  await importTowns(app, WAYS);
  await app.db.query(
    `UPDATE sessions SET registration_closed_at = '2026-05-02T14:30:00+09:00' WHERE list_number = 'early'`,
  );
});
afterAll(() => app.close());

async function rowOf(number: string): Promise<Record<string, string>> {
  const { body } = await askFeed(app, '/opendata/ways/events.csv');
  const rows = parse(body, { bom: true, columns: true }) as Record<string, string>[];
  return rows.find(({ NO }) => NO === number)!;
}

describe('until when one can register, in the list', () => {
  it.each([
    ['plain', ['2026-05-20', ''], 'that of the course'],
    ['early', ['2026-05-02', '14:30'], 'when staff closed the session'],
    ['web', ['2026-05-11', '17:00'], 'what the web has of its own, counted from the session'],
    ['by-call', ['2026-05-18', '15:00'], 'the last way that closes, where the web is not offered'],
    ['open', ['', ''], 'nothing, where one way has no bound'],
  ])('%s: %j is %s', async (number, closing) => {
    const row = await rowOf(number);
    expect([row.参加申込終了日, row.参加申込終了時間]).toEqual(closing);
  });

  it('is the same that its page tells machines', async () => {
    for (const number of ['plain', 'early', 'web']) {
      const [{ id }] = await app.db.query('SELECT id FROM sessions WHERE list_number = $1', [number]);
      const { text } = await app.http.get(`/api/v1/sessions/${id}`).expect(200);
      const { closesAt } = JSON.parse(text).registration;
      const { 参加申込終了日: date, 参加申込終了時間: time } = await rowOf(number);
      const end = new Date(`${date}T${time || '24:00'}:00+09:00`);
      expect(new Date(closesAt)).toEqual(end);
    }
  });
});

describe('a session with a title of its own', () => {
  it('says of which programme it is, and which of its sessions', async () => {
    const row = await rowOf('early');
    expect(row.イベント名).toBe('出前講座');
    expect(row.説明?.split('\n').slice(0, 2)).toEqual(['事業：家族教室', '第2回']);
    expect((await rowOf('plain')).説明).toBe('');
  });
});
