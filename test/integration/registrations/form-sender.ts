import type { Response } from 'supertest';
import type { TestApp } from '../../support/test-app.js';

/** Sends the form of the public page as a browser does, with the fields that a test is about. */
export async function sendForm(
  app: TestApp,
  fields: Readonly<Record<string, string | undefined>>,
): Promise<Response> {
  return app.http
    .post('/register')
    .type('form')
    .send({ people: '1', discreet: 'true', ...fields });
}

/** The token in the address to which an accepted form leads. */
export function tokenOf({ status, headers }: Response): string {
  const token = /^\/my\/([^?]+)/.exec(headers.location ?? '')?.[1];
  if (status !== 303 || !token) throw new Error(`the form was answered with ${status} ${headers.location}`);
  return token;
}

export function titleOf(html: string): string {
  return /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
}
