import supertest from 'supertest';
import type { Organization } from '../../src/organizations/organization.entity.js';
import { Organizations } from '../../src/organizations/organizations.service.js';
import type { Role } from '../../src/organizations/principal.js';
import { ApiTokens } from '../../src/organizations/tokens/api-tokens.service.js';
import type { TestApp } from './test-app.js';

export const STAFF_PASSWORD = 'correct horse battery';
let counter = 0;

/** A browser with cookies, signed in as a member of staff. */
export interface StaffBrowser {
  readonly email: string;
  readonly id: string;
  get(path: string): supertest.Test;
  /** Sends a form as a page of ours would: with the token of this session. */
  post(
    path: string,
    fields?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<supertest.Response>;
  /** The token that forms of this session carry. */
  formToken(): Promise<string>;
  readonly agent: ReturnType<typeof supertest.agent>;
}

/** Makes an account with one role and signs it in through the pages. */
export async function signInAs(
  app: TestApp,
  organization: Organization,
  role: Role = 'owner',
): Promise<StaffBrowser> {
  const email = `staff-${++counter}@town.example`;
  const account = {
    email,
    name: `職員${counter}`,
    password: STAFF_PASSWORD,
    organizationSlug: organization.slug,
    role,
  };
  const { id } = await app.nest.get(Organizations).addStaff(account);
  const agent = supertest.agent(app.url);
  const formToken = async () => formTokenIn((await agent.get('/staff/sign-in')).text);
  const post: StaffBrowser['post'] = async (path, fields = {}) => {
    // Before the request is made: an agent puts its cookies on a request when it makes it.
    const _csrf = await formToken();
    return agent
      .post(path)
      .type('form')
      .send({ ...fields, _csrf });
  };
  const answer = await post('/staff/sign-in', { email, password: STAFF_PASSWORD });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return { email, id, get: (path) => agent.get(path), post, formToken, agent };
}

/** The token in the first form of a page. */
export function formTokenIn(html: string): string {
  const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (!token) throw new Error('the page has no form token');
  return token;
}

/** An API token of the organization, as the header says it. */
export async function bearer(
  app: TestApp,
  organization: Organization,
  role: Role = 'owner',
): Promise<string> {
  const token = await app.nest
    .get(ApiTokens)
    .createForOperator({ organizationSlugs: [organization.slug], label: 'test', role });
  return `Bearer ${token}`;
}
