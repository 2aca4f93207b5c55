/** Jest on ES modules: swc compiles, Node 24 runs, one PostgreSQL serves all workers. */
export default {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', {}] },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  maxWorkers: 2,
  // Modules of finished test files are never let go of under --experimental-vm-modules: a worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 30_000,
};
