import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Somebody with an account at a town's provider. */
export interface TownPerson {
  readonly email?: string;
  /** Left out: the provider does not say. */
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** A real OpenID Connect provider on a free port, whose sign-in page believes everybody. */
export interface TownAccounts {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs somebody in there, from the address to which our site has sent the browser. @returns the address that it sends back to */
  signIn(authorization: string, account: string): Promise<string>;
  close(): Promise<void>;
}

export async function openTownAccounts(
  redirectUri: string,
  people: Readonly<Record<string, TownPerson>>,
): Promise<TownAccounts> {
  const [clientId, clientSecret] = ['tsudoi', 'a secret of the client, of the tests only'];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...people[id] }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    clientId,
    clientSecret,
    signIn: (authorization, account) => walk(authorization, account, redirectUri),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A browser at the provider: follows where it is sent, and fills in its forms. */
async function walk(authorization: string, account: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>();
  const ask = async (url: string, form?: Record<string, string>) => {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  let [url, answer] = [authorization, await ask(authorization)];
  for (let step = 0; step < 12; step++) {
    const location = answer.headers.get('location');
    if (location) {
      url = new URL(location, url).href;
      if (url.startsWith(redirectUri)) return url;
      answer = await ask(url);
      continue;
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(await answer.text())?.[1];
    if (!prompt) break;
    answer = await ask(url, { prompt, login: account, password: 'x' });
  }
  throw new Error(`the provider did not send back: ${answer.status} at ${new URL(url).pathname}`);
}
