/** One client's act; throws where the answer is not the one that is measured. */
export type Act = () => Promise<void>;

export interface Drive {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Lets each client act again and again, one act at a time, for `seconds`.
 * @returns acts per second over all clients, and how long one act took.
 */
export async function drive(clients: readonly Act[], seconds: number): Promise<Drive> {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1000;
  await Promise.all(
    clients.map(async (act) => {
      for (let from = performance.now(); from < end; ) {
        await act();
        const now = performance.now();
        latencies.push(now - from);
        from = now;
      }
    }),
  );
  const elapsedSeconds = (performance.now() - begin) / 1000;
  latencies.sort((one, other) => one - other);
  return {
    perSecond: latencies.length / elapsedSeconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((one, other) => one - other),
    0.5,
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
