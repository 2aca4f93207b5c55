import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEMO_TOWNS } from '../../../../src/demo/demo-files.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { demoFiles, doings, emptyDatabase, exportFiles, importFiles, rowsOf } from './exported.js';

describe('the demo towns, taken out and brought back', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2026-11-21T18:30:00+09:00' });
    await importFiles(app, demoFiles());
  });
  afterAll(() => app.close());

  test('all of them come out', async () => {
    expect(await exportFiles(app)).toHaveLength(DEMO_TOWNS.length);
  });

  test('change nothing where they came from', async () => {
    const report = await importFiles(app, await exportFiles(app), true);
    expect(doings(report)).toEqual([]);
    expect(report.counts.reordered).toBe(0);
    expect(report.counts.unchanged).toBeGreaterThan(3000);
  });

  test('a year alone changes nothing either', async () => {
    const report = await importFiles(app, await exportFiles(app, undefined, 2025), true);
    expect(doings(report).filter((line) => !line.startsWith('missing '))).toEqual([]);
  });

  test('give the same text again once they have been brought back', async () => {
    const files = await exportFiles(app);
    await importFiles(app, files);
    expect(await exportFiles(app)).toEqual(files);
  });

  test('make the same rows in an empty database', async () => {
    const rows = await rowsOf(app);
    const files = await exportFiles(app);
    await emptyDatabase(app);
    await importFiles(app, files);
    expect(await rowsOf(app)).toEqual(rows);
  });
});
