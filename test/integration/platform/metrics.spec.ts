import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '../../../src/platform/http/metrics.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** One line of the text format: name, labels, number. */
const SAMPLE =
  /^[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+-]+$/;

describe('/metrics', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  it('counts in the Prometheus text format, and names nobody', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    for (const nickname of ['みどり', 'あおい', 'そら']) {
      const request = { session: sessions[0]?.id, nickname, email: `${asciiOf(nickname)}@family.example` };
      await app.http.post('/api/v1/registrations').send(request).expect(201);
    }
    const { text, headers } = await app.http.get('/metrics').expect(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('# ') && !SAMPLE.test(line))).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'tsudoi_registrations{status="confirmed"} 1',
        'tsudoi_registrations{status="waitlisted"} 2',
        'tsudoi_messages{state="queued"} 3',
        'tsudoi_database_up 1',
        '# TYPE tsudoi_uptime_seconds gauge',
        expect.stringMatching(
          /^tsudoi_build_info\{version="\d+\.\d+\.\d+",schema="[A-Z]\w+\d{13}",node="v\d+/,
        ),
      ]),
    );
    expect(text).not.toMatch(/みどり|family\.example|town-/);
  });

  it('writes any label so that it can be read back, and leaves out what cannot be read', async () => {
    const metrics = new Metrics();
    const family = { type: 'gauge', help: 'x' } as const;
    metrics.register({
      ...family,
      name: 'a',
      read: async () => [{ labels: { b: 'c"d\\e\nf' }, value: 1.5 }],
    });
    metrics.register({ ...family, name: 'g', read: () => Promise.reject(new Error('away')) });
    expect(await metrics.text()).toBe('# HELP a x\n# TYPE a gauge\na{b="c\\"d\\\\e\\nf"} 1.5\n');
  });
});

function asciiOf(nickname: string): string {
  return Buffer.from(nickname).toString('hex');
}
