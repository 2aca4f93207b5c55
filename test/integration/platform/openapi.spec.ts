import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('the description of the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('names every JSON route, with a summary and the fields of what is sent', async () => {
    const { body } = await app.http.get('/api/openapi.json').expect(200);
    const described = Object.entries(
      body.paths as Record<string, Record<string, { summary?: string }>>,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary }]) => ({ method, path, summary })),
    );
    expect(described.filter(({ summary }) => !summary)).toEqual([]);
    const routes = routesOf(app)
      .filter(({ path }) => path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(routes.length).toBeGreaterThan(10);
    expect(described.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      routes.sort(),
    );
    const answersTo = (path: string) =>
      Object.keys(body.paths[`/api/v1/registrations${path}`].post.responses);
    expect(answersTo('')).toEqual(['201', '404', '409', '422', '429', '503']);
    expect(answersTo('/recover')).toEqual(['202', '422', '429']);
    expect(body.components.schemas.RegisterDto.required).toEqual(['nickname']);
    expect(Object.keys(body.components.schemas.SessionChangeDto.properties)).toContain('startsOn');
  });
});
