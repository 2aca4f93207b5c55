import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runEngine } from '../../support/engine-run.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Runs within which a broken engine is found out. */
const RUNS = 150;
const SEED = 2025;

/** Whether the property of engine-model.spec.ts can fail. */
describe('a broken engine', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.close());

  it('that takes seats without a lock, where no check of the table stands behind it, is found out', async () => {
    await app.db.query('ALTER TABLE seat_pools DROP CONSTRAINT ck_seat_pools_not_oversold');
    const rewrite = (sql: string) => sql.replace('FOR UPDATE OF pool\n), fitting', '), fitting');
    const found = await runEngine(app, { runs: RUNS, seed: SEED, rewrite });
    expect(found).toMatch(/oversold|counter differs|waits for free seats/);
  }, 300_000);

  it('that gives freed seats to nobody is found out', async () => {
    const rewrite = (sql: string) =>
      sql.replace('registration.resting IS NULL AND session', 'false AND session');
    const found = await runEngine(app, { runs: RUNS, seed: SEED, rewrite });
    expect(found).toMatch(
      /seats free for everything that a queued registration waits for|not held by one who waits/,
    );
  }, 300_000);

  it('that tells nobody that they moved up is found out', async () => {
    const rewrite = (sql: string) => sql.replace("email, 'promoted'", "email, 'kept quiet'");
    const found = await runEngine(app, { runs: RUNS, seed: SEED, rewrite });
    expect(found).toMatch(/nobody told of moving up/);
  }, 300_000);
});
