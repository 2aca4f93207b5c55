import { Ajv2020 } from 'ajv/dist/2020.js';
import { PASSED_OVER } from '../domain/lottery.js';
import type { LotteryFacts } from './published-lottery.js';

const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const HASHES = { type: 'array', items: HASH };
const COUNT = { type: 'integer', minimum: 0 };

/** An object that has all of these properties, and no others: a fact that nobody reads could say anything. */
function object(properties: Record<string, object>): object {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function orNull(schema: object): object {
  return { anyOf: [schema, { type: 'null' }] };
}

const NEED = object({
  pool: { type: 'integer', minimum: 1 },
  units: { type: 'integer', minimum: 1 },
  kept: { type: 'boolean' },
});
const LIST = object({
  lottery: { type: 'string' },
  course: { type: 'string' },
  session: orNull({ type: 'string' }),
  listedAt: { type: 'string' },
  priorities: { type: 'array', items: { enum: ['residents', 'first_timers'] } },
  residents: { type: 'array', items: { type: 'string' } },
  queue: { enum: ['passes', 'holds'] },
  seedFrom: orNull({ type: 'string' }),
  pools: {
    type: 'array',
    items: object({
      id: { type: 'string' },
      free: orNull(COUNT),
      kept: { anyOf: [COUNT, { const: 'all' }] },
    }),
  },
  entries: {
    type: 'array',
    items: object({ entry: HASH, priority: COUNT, needs: { type: 'array', items: NEED } }),
  },
});

const isFacts = new Ajv2020({ strictTypes: false }).compile<LotteryFacts>(
  object({
    format: { const: 'tsudoi-lottery/1' },
    id: { type: 'string' },
    listHash: HASH,
    list: LIST,
    seed: orNull({ type: 'string' }),
    drawnAt: orNull({ type: 'string' }),
    result: orNull(
      object({
        seedSource: { enum: ['given', 'made'] },
        withdrawn: { type: 'array', items: object({ entry: HASH, reason: { enum: PASSED_OVER } }) },
        order: HASHES,
        won: HASHES,
      }),
    ),
  }),
);

/** Reads the published facts of a lottery from a file's text. @returns what is wrong with it, where it is none */
export function readFacts(text: string): LotteryFacts | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'no JSON' };
  }
  if (isFacts(value)) return value;
  const [first] = isFacts.errors ?? [];
  return { fault: `${first?.instancePath || '/'} ${first?.message}` };
}
