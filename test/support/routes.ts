import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { Role } from '../../src/organizations/principal.js';
import { PUBLIC_PAGE } from '../../src/platform/http/public-pages/page-requests.js';
import { ACCESS } from '../../src/platform/http/public-route.js';
import type { TestApp } from './test-app.js';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Pattern, e.g. `/staff/sessions/:session`. */
  readonly path: string;
  readonly access: Role | 'public' | undefined;
  /** Marked `@PublicPage()`: kept, shared and compressed. */
  readonly isPublicPage?: boolean;
}

/** Every route that a controller of any room declares; Fastify must know each of them, or this list means nothing. */
export function routesOf(app: TestApp): Route[] {
  const scanner = new MetadataScanner();
  const fastify = app.nest.getHttpAdapter().getInstance();
  const found = new Map<string, Route>();
  for (const room of app.nest.get(ModulesContainer).values()) {
    for (const { metatype } of room.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const name of scanner.getAllMethodNames(metatype.prototype)) {
        const handler = metatype.prototype[name];
        const paths = Reflect.getMetadata('path', handler) as string | string[] | undefined;
        if (paths === undefined) continue;
        const method = RequestMethod[Reflect.getMetadata('method', handler) as number] as Route['method'];
        const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler);
        const isPublicPage = config?.[PUBLIC_PAGE] === true;
        const access = Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, metatype);
        for (const prefix of [Reflect.getMetadata('path', metatype) as string | string[]].flat()) {
          for (const own of [paths].flat()) {
            const path = `/${prefix}/${own}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
            if (!fastify.hasRoute({ method, url: path }))
              throw new Error(`no route ${method} ${path} in Fastify`);
            found.set(`${method} ${path}`, { method, path, access, isPublicPage });
          }
        }
      }
    }
  }
  return [...found.values()];
}

/** True for pages and JSON of staff, signing in and out aside. */
export function isForStaff({ path, access }: Route): boolean {
  return access !== 'public' && /^(\/api\/v1)?\/staff(\/|$)/.test(path);
}
