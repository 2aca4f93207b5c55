import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runEngine } from '../../support/engine-run.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/**
 * Random courses, the same ones each time: a change is judged by what it changes. `PROPERTY_RUNS=2000` looks longer, another
 * `PROPERTY_SEED` elsewhere, and `PROPERTY_PATH` looks again at what failed.
 */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 25);
const SEED = Number(process.env.PROPERTY_SEED ?? 2025);
/** Milliseconds for one run, on a machine that is busy. */
const LONGEST_RUN_MS = 10_000;

describe('whatever happens to a course, at once and with connections that break', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it(
    'keeps every promise after every step',
    async () => {
      const path = process.env.PROPERTY_PATH;
      expect(await runEngine(app, { runs: RUNS, seed: SEED, path, shrinks: path !== undefined })).toBeNull();
    },
    RUNS * LONGEST_RUN_MS,
  );
});
