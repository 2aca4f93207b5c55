/** What API calls are about, and how a token's scopes name it: names stay. The words are `tokens.area.<name>`. */
export const API_AREAS = [
  'planning',
  'registrations',
  'attendance',
  'people',
  'messages',
  'reports',
  'audit',
  'webhooks',
] as const;
export type ApiArea = (typeof API_AREAS)[number];

const ACTIONS = ['read', 'write'] as const;

/** `<area>:read` and `<area>:write`; to write does not include to read. */
export const API_SCOPES = API_AREAS.flatMap((area) => ACTIONS.map((action) => `${area}:${action}` as const));
export type ApiScope = (typeof API_SCOPES)[number];

/** Beginnings of paths under `/api/v1/staff`, and of those beside it that are not for everybody; the longest that fits counts: `:` stands for any one part. */
const AREAS: readonly (readonly [string, ApiArea])[] = [
  ['audit', 'audit'],
  ['webhooks', 'webhooks'],
  ['messages', 'messages'],
  ['bounces', 'messages'],
  ['organizations/:/mail-texts', 'messages'],
  ['mail-texts', 'messages'],
  ['reports', 'reports'],
  ['tallies', 'reports'],
  ['people', 'people'],
  ['people-merges', 'people'],
  ['registrations', 'registrations'],
  ['places', 'registrations'],
  ['courses/:/lottery', 'registrations'],
  ['courses/:/registration', 'registrations'],
  ['courses/:/completion', 'people'],
  ['programmes/:/roll', 'people'],
  ['courses/:/roll', 'people'],
  ['completions', 'people'],
  ['courses/:/retention', 'reports'],
  ['lotteries', 'registrations'],
  ['sessions/:/walk-ins', 'registrations'],
  ['sessions/:/registration', 'registrations'],
  ['sessions/:/roster', 'attendance'],
  ['sessions/:/attendance', 'attendance'],
  ['sessions/:/head-count', 'attendance'],
  ['sessions/:/members', 'attendance'],
  ['sessions/:/door', 'attendance'],
  ['sessions/:/costs', 'reports'],
  ['sessions', 'planning'],
  ['courses', 'planning'],
  ['programmes', 'planning'],
  ['venues', 'planning'],
  ['plans', 'planning'],
  ['import', 'planning'],
  ['export', 'planning'],
  ['conflicts', 'planning'],
  ['organizations', 'planning'],
];

const API = '/api/v1/';
/** Methods of RFC 9110 §9.2.1 that change nothing. */
const SAFE = ['GET', 'HEAD'];

/**
 * The scope that a call of the staff API needs; null for one that no scope covers, which then only a token without scopes may use.
 * @param pattern path as the route has it: `/api/v1/staff/sessions/:id`
 */
export function scopeOf(method: string, pattern: string): ApiScope | null {
  if (!pattern.startsWith(API)) return null;
  const parts = pattern.slice(API.length).split('/');
  if (parts[0] === 'staff') parts.shift();
  const area = AREAS.filter(([beginning]) => fits(beginning.split('/'), parts)).toSorted(
    ([a], [b]) => b.split('/').length - a.split('/').length,
  )[0]?.[1];
  if (!area) return null;
  // A search is sent, because what is looked for is personal; it changes nothing.
  const reads = SAFE.includes(method) || (parts.at(-1) === 'search' && method === 'POST');
  return `${area}:${reads ? 'read' : 'write'}`;
}

function fits(beginning: readonly string[], parts: readonly string[]): boolean {
  return beginning.every((part, index) =>
    part === ':' ? parts[index]?.startsWith(':') : parts[index] === part,
  );
}
