import { describe, expect, it } from '@jest/globals';
import { nodeVersionFault } from '../../../src/platform/config/node-version.js';

describe('the version of Node.js', () => {
  it.each(['24.0.0', '24.21.0', '26.1.0'])('%s will do', (version) => {
    expect(nodeVersionFault(version)).toBeUndefined();
  });

  it.each(['18.20.4', '20.20.2', '22.14.0'])('%s will not, and what to do is said', (version) => {
    expect(nodeVersionFault(version)).toContain(`this is ${version}: use "npm start"`);
  });

  it('will do here', () => {
    expect(nodeVersionFault()).toBeUndefined();
  });
});
