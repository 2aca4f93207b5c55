import { type Act, type Drive, drive, median } from './drive.js';

/** A way to do the work: opens one client per call. */
export interface Way {
  open(): Promise<{ act: Act; close(): Promise<void> | void }>;
}

export interface Comparison {
  readonly measure: string;
  readonly ours: Way;
  /** What this machine can do at most with the same work. */
  readonly limit: Way & { readonly name: string };
}

/** Rounds of which the median counts; ours and the limit take turns, so that a noisy neighbour meets both. */
const ROUNDS = 3;
const WARM_UP_SECONDS = 1;

/** Measures both ways with so many clients and prints one JSON line. */
export async function compare(
  { measure, ours, limit }: Comparison,
  clients: number,
  seconds: number,
): Promise<void> {
  const [a, b] = [await clientsOf(ours, clients), await clientsOf(limit, clients)];
  const found: { ours: Drive[]; limit: Drive[] } = { ours: [], limit: [] };
  try {
    await drive(a.acts, WARM_UP_SECONDS);
    await drive(b.acts, WARM_UP_SECONDS);
    for (let round = 0; round < ROUNDS; round++) {
      found.ours.push(await drive(a.acts, seconds));
      found.limit.push(await drive(b.acts, seconds));
    }
  } finally {
    await a.close();
    await b.close();
  }
  const middle = (drives: readonly Drive[], field: keyof Drive) => median(drives.map((one) => one[field]));
  const [perSecond, limitPerSecond] = [middle(found.ours, 'perSecond'), middle(found.limit, 'perSecond')];
  const line = {
    measure,
    clients,
    seconds: seconds * ROUNDS,
    perSecond: Math.round(perSecond),
    p50Ms: rounded(middle(found.ours, 'p50Ms')),
    p99Ms: rounded(middle(found.ours, 'p99Ms')),
    limit: { name: limit.name, perSecond: Math.round(limitPerSecond) },
    ratio: rounded(perSecond / limitPerSecond),
  };
  console.log(JSON.stringify(line));
}

async function clientsOf(way: Way, count: number) {
  const clients = await Promise.all(Array.from({ length: count }, () => way.open()));
  return {
    acts: clients.map(({ act }) => act),
    close: async () => {
      for (const client of clients) await client.close();
    },
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
