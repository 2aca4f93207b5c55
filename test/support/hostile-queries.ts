import fc from 'fast-check';

const words = (text: string) => text.trim().split(/\s+/);

/** Every parameter that a page or a call knows, and some that none does. */
const NAMES: readonly string[] = words(`
  lang furigana view month from to after cursor limit entries page format form state radius
  organization programme kind audience venue place online walkIn anonymous free stepFree lookOnly q
  course session new done saved next dryRun fiscalYear utm_source __proto__ constructor
`);

const VALUES: readonly string[] = [
  '',
  ...words('0 1 -1 5 1e9 99999999999999999999 NaN null true en ja-simple month list csv poster'),
  ...words('2025-04-01 0000-01-01 9999-12-31 2025-02-29 2025-13 2025-05 2099-12 20250401~x'),
  ...words('1e400~00000000-0000-4000-8000-000000000000 00000000-0000-4000-8000-000000000000'),
  ...words('eyJzdGFydHNBdCI6IngiLCJpZCI6InkifQ itabashi family class_series'),
  ...words('% _ \\ ((( [a- .*+?^$ ../../etc/passwd <script> ｶｿﾞｸｶｲ かぞくかい 💚'),
  "'; DROP TABLE places; --",
  '\u0000',
  '\u202e',
  '\r\nSet-Cookie: a=b',
  '[object Object]',
  'あ'.repeat(300),
];

/** As it comes over the wire: bytes that are no UTF-8 (half a surrogate pair among them), and percent signs that lead nowhere. */
const RAW: readonly string[] = words('% %zz %ff %e3%81 %ED%A0%80 %C0%AF');

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

/** One value of a query or a path, encoded. */
export const hostileValue = fc.oneof(
  { arbitrary: fc.constantFrom(...VALUES).map(encoded), weight: 12 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(encoded), weight: 6 },
  { arbitrary: fc.constantFrom(...RAW), weight: 1 },
);

const hostileName = fc.oneof(
  { arbitrary: fc.constantFrom(...NAMES).map(encoded), weight: 9 },
  { arbitrary: fc.string().map(encoded), weight: 1 },
);

/** A query string without its question mark, of up to `most` pairs: seeded, so that a fault comes up again. */
export function hostileQuery(most: number): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(hostileName, hostileValue), { maxLength: most })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
}
