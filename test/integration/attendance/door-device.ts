import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { DoorOutcomeDto } from '../../../src/attendance/door/door-answer.dto.js';
import type { DoorStateDto } from '../../../src/attendance/door/door-state.dto.js';
import type { TestApp } from '../../support/test-app.js';

/** What a device makes of a tap; right or wrong. */
export type MadeAct = Readonly<Record<string, unknown>> & { readonly act: string };

/** A device at the door of one session. */
export interface DoorDevice {
  /** An act with an id of its own and the time at which it was tapped. */
  made(act: MadeAct): MadeAct & { readonly id: string };
  post(body: object): Promise<Response>;
  /** Sends acts, each with an id of its own. @returns what became of them */
  send(...acts: readonly MadeAct[]): Promise<DoorOutcomeDto[]>;
  state(): Promise<DoorStateDto>;
}

export function deviceAt(app: TestApp, sessionId: string, authorization: string): DoorDevice {
  const path = `/api/v1/staff/sessions/${sessionId}/door`;
  const made: DoorDevice['made'] = (act) => ({
    ...{ id: randomUUID(), tappedAt: app.clock.now().toISOString() },
    ...act,
  });
  const post: DoorDevice['post'] = async (body) =>
    app.http.post(`${path}/acts`).set({ authorization }).send(body);
  return {
    made,
    post,
    send: async (...acts) => {
      const { status, body } = await post({ acts: acts.map(made) });
      if (status !== 200) throw new Error(`the door answered ${status}: ${JSON.stringify(body)}`);
      return body.outcomes;
    },
    state: async () => {
      const { status, body } = await app.http.get(path).set({ authorization });
      if (status !== 200) throw new Error(`the door answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
  };
}
