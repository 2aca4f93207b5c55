/** The rooms of the house and who may enter whom. docs/architecture.md draws the same picture in words. */
const rooms = [
  'shared',
  'platform',
  'organizations',
  'programmes',
  'registrations',
  'attendance',
  'calendar',
  'reminders',
  'reports',
  'privacy',
  'demo',
];
const mayUse = {
  shared: [],
  platform: ['shared'],
  organizations: ['shared', 'platform'],
  programmes: ['shared', 'platform', 'organizations'],
  registrations: ['shared', 'platform', 'organizations', 'programmes'],
  attendance: ['shared', 'platform', 'organizations', 'programmes', 'registrations'],
  calendar: ['shared', 'platform', 'organizations', 'programmes', 'registrations'],
  reminders: ['shared', 'platform', 'organizations', 'programmes', 'registrations'],
  reports: [
    'shared',
    'platform',
    'organizations',
    'programmes',
    'registrations',
    'attendance',
    'calendar',
    'reminders',
  ],
  privacy: ['shared', 'platform', 'organizations', 'programmes', 'registrations', 'calendar', 'reminders'],
  demo: ['shared', 'platform', 'organizations', 'programmes', 'registrations', 'attendance'],
};

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan',
      severity: 'error',
      from: { orphan: true, pathNot: ['^src/(main|cli)\\.ts$', 'migrations/'] },
      to: {},
    },
    ...rooms.map((room) => ({
      name: `${room}-looks-down-only`,
      comment: `${room} may import ${mayUse[room].join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: [room, ...mayUse[room]].map((name) => `^src/${name}/`) },
    })),
    {
      name: 'domain-is-pure',
      comment:
        'rules take values and return decisions: no framework, database, environment, clock or randomness',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/' },
      to: {
        path: [
          'node_modules/(@nestjs|typeorm|pg|pg-boss|fastify|nodemailer)',
          '^src/platform/',
          '\\.entity\\.ts$',
        ],
      },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: {
        path: [
          'node_modules/(@nestjs|typeorm|pg|pg-boss|fastify|nodemailer)',
          '^(node:)?(fs|net|http|child_process)',
        ],
      },
    },
    {
      name: 'no-dev-package-in-src',
      comment: 'of types alone nothing is left when the process runs',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
