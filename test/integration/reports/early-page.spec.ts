import type { ClientRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { makeTerm } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const WAITING = '集計しています';
const RESULT = 'report-result';
const PATHS = (slug: string) => [
  '/staff/reports?fiscalYear=2025',
  '/staff/reports/print?fiscalYear=2025',
  '/staff/reports/breakdowns?fiscalYear=2025',
  '/staff/reports/trends?fiscalYear=2025',
  `/staff/reports/programmes/${slug}?fiscalYear=2025`,
];

describe('pages of reports before their figures are counted', () => {
  let app: TestApp;
  let staff: StaffBrowser;
  let cookie: string;
  let slug: string;
  let holder: QueryRunner;

  beforeAll(async () => {
    app = await startTestApp({ now: '2026-01-20T12:00:00+09:00' });
    const { organization, programme } = await makeTerm(app.db, { dates: ['2025-05-12'] });
    slug = programme.slug;
    staff = await signInAs(app, organization, 'viewer');
    const { req } = (await staff.get('/staff')) as unknown as { req: ClientRequest };
    cookie = String(req.getHeader('cookie'));
    holder = app.db.createQueryRunner();
  });
  afterEach(async () => {
    if (holder.isTransactionActive) await holder.rollbackTransaction();
  });
  afterAll(async () => {
    await holder.release();
    await app.close();
  });

  /** Lets nobody read the marks, until the transaction ends. */
  async function holdMarks(): Promise<void> {
    await holder.startTransaction();
    await holder.query('LOCK TABLE attendance_marks IN ACCESS EXCLUSIVE MODE');
  }

  async function begin(path: string) {
    const answer = await fetch(`${app.url}${path}`, { headers: { cookie } });
    const pieces = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!pieces) throw new Error('no body');
    const until = async (found: string | null) => {
      let text = '';
      for (;;) {
        const { value, done } = await pieces.read();
        text += value ?? '';
        if (done || (found !== null && text.includes(found))) return text;
      }
    };
    return { answer, until };
  }

  it('stand there with heading and form, and say that figures are being counted; then the figures follow', async () => {
    for (const path of PATHS(slug)) {
      await holdMarks();
      const { answer, until } = await begin(path);
      const beginning = await until(WAITING);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(beginning).toMatch(/<h1[\s\S]*role="status"/);
      expect(beginning).not.toContain(RESULT);
      await holder.rollbackTransaction();
      const rest = await until(null);
      expect(rest).toContain(RESULT);
      expect(rest).not.toContain('role="alert"');
      expect(rest.trimEnd().endsWith('</html>')).toBe(true);
    }
  });

  it('say that they are not complete where the figures fail after the beginning', async () => {
    await holdMarks();
    // Nobody waits longer for a lock than 1.5 s.
    const { answer, until } = await begin('/staff/reports?fiscalYear=2025');
    const text = await until(null);
    expect(answer.status).toBe(200);
    expect(text).toContain('role="alert"');
    expect(text).toContain('このページの数はそろっていません');
    expect(text).not.toContain('report-summary');
    expect(text.trimEnd().endsWith('</html>')).toBe(true);
  });

  it('refuse before the beginning what is wrong or not theirs', async () => {
    const statusOf = async (path: string) => (await staff.get(path)).status;
    expect(await statusOf('/staff/reports?before=3')).toBe(400);
    expect(await statusOf('/staff/reports?period=free&from=2025-05-02&to=2025-05-01')).toBe(400);
    expect(await statusOf('/staff/reports?programme=nobody')).toBe(404);
    expect(await statusOf('/staff/reports/print?organization=nobody')).toBe(404);
    expect(await statusOf('/staff/reports/programmes/nobody')).toBe(404);
  });
});
