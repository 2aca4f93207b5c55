import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { completed, missingOptionalPackages } from '../../support/lock-file.js';

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'));

describe('the lock file', () => {
  it('holds the optional packages for all systems, so that `npm ci` takes it everywhere', () => {
    expect(missingOptionalPackages(lock)).toEqual([]);
    expect(completed(lock)).toEqual(lock);
  });

  it('is seen to be incomplete where one is left out, and completed', () => {
    const { 'node_modules/@swc/core-darwin-arm64': left, ...packages } = lock.packages;
    const incomplete = { ...lock, packages };
    expect(missingOptionalPackages(incomplete)).toMatchObject([{ name: '@swc/core-darwin-arm64' }]);
    const entry = completed(incomplete).packages['node_modules/@swc/core-darwin-arm64'];
    expect(entry).toMatchObject({ version: left.version, os: ['darwin'], cpu: ['arm64'], optional: true });
  });
});
