import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../src/shared/ids.js';

/** What a client was answered in the end, and how often it was told to come back before. */
export interface CrowdAnswer {
  readonly status: number;
  readonly code: string | null;
  readonly key: string;
  /** Of the link to the registration, where there is one. */
  readonly token: string | null;
  readonly id: string | null;
  readonly state: string | null;
  readonly timesBusy: number;
  /** Milliseconds of the longest wait for one answer. */
  readonly longest: number;
}

const MOST_TRIES = 20;

/**
 * Registers as a browser does: with one idempotency key for all tries, and again where it is told to come back.
 * @throws TypeError where the server is gone
 */
export async function registerAt(
  url: string,
  body: object,
  key: string = newId(),
  mostTries = MOST_TRIES,
): Promise<CrowdAnswer> {
  let longest = 0;
  for (let timesBusy = 0; ; timesBusy++) {
    const began = performance.now();
    const response = await fetch(`${url}/api/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as {
      readonly [Key in 'id' | 'code' | 'status' | 'manageUrl']?: string;
    };
    longest = Math.max(longest, performance.now() - began);
    const isBusy = response.status === 503 && response.headers.get('retry-after') !== null;
    if (isBusy && timesBusy < mostTries) {
      await pause(Number(response.headers.get('retry-after')) * 100);
      continue;
    }
    const token = answer.manageUrl ? tokenIn(answer.manageUrl) : null;
    return {
      ...{ status: response.status, code: answer.code ?? null, key, token, timesBusy, longest },
      ...{ id: answer.id ?? null, state: answer.status ?? null },
    };
  }
}

/** Acts, and acts again where the server is busy. @returns the last status */
export async function untilDone(act: () => Promise<Response>): Promise<number> {
  for (let tries = 1; ; tries++) {
    const response = await act();
    await response.arrayBuffer();
    if (response.status !== 503 || tries === MOST_TRIES) return response.status;
    await pause(200);
  }
}

/** Cancels; where the server is busy, again. @returns the last status */
export function cancelAt(url: string, token: string): Promise<number> {
  return untilDone(() => fetch(`${url}/api/v1/registrations/${token}`, { method: 'DELETE' }));
}

function tokenIn(manageUrl: string): string {
  return new URL(manageUrl).pathname.split('/').at(-1)!;
}
