import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { registerStaffSignIn, sessionTokenOf } from './organizations/accounts/staff-cookie.js';
import { MOST_BYTES } from './organizations/pictures/picture-encoding.js';
import { Clock } from './platform/clock.js';
import type { AppConfig } from './platform/config/app-config.js';
import { registerAssets } from './platform/http/assets.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { registerMailParser } from './platform/http/mail-body.js';
import { registerMultipart } from './platform/http/multipart.js';
import { PageCache } from './platform/http/public-pages/page-cache.js';
import { registerPublicPages } from './platform/http/public-pages/page-requests.js';
import { registerSecurityHeaders, securityHeaders } from './platform/http/security-headers.js';
import { ParsePipe } from './platform/http/validation.js';
import { Furigana } from './platform/views/furigana/furigana.js';
import { registerFurigana } from './platform/views/furigana/furigana-pages.js';
import { Views } from './platform/views/views.js';
import { registerYamlParser } from './programmes/import/yaml-body.js';

/** Bytes of a request's body: a year of a large organization as a programme file fits. */
const BODY_LIMIT = 5 * 1024 * 1024;

/** Bytes of a form that carries one picture. */
const PICTURE_LIMIT = MOST_BYTES + 64 * 1024;

/** Pages whose forms carry files, and how long such a form may be, bytes. */
const UPLOADS: Readonly<Record<string, number>> = {
  '/staff/import': BODY_LIMIT,
  '/staff/organizations/:id/logo': PICTURE_LIMIT,
  '/staff/programmes/:id/picture': PICTURE_LIMIT,
  '/staff/venues/:id/picture': PICTURE_LIMIT,
};

/** The application, initialised but not listening. Tests pass their own clock. */
export async function createApp(
  config: AppConfig,
  clock: Clock = new Clock(),
): Promise<NestFastifyApplication> {
  let refusals: ErrorFilter | undefined;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: 'loopback, linklocal, uniquelocal',
    // An address that is malformed or too long is refused before any hook runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(securityHeaders(config));
      refusals?.refuse(error, request, reply);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config, clock), adapter, {
    logger: ['fatal', 'error', 'warn'],
    abortOnError: false,
  });
  app.useGlobalPipes(new ParsePipe());
  refusals = new ErrorFilter(app.get(Views));
  app.useGlobalFilters(refusals);
  const fastify = app.getHttpAdapter().getInstance();
  registerSecurityHeaders(fastify, config);
  await registerStaffSignIn(fastify, config);
  await registerMultipart(fastify, UPLOADS, (request) => sessionTokenOf(request) !== undefined);
  registerFurigana(fastify, app.get(Furigana));
  registerPublicPages(fastify, app.get(PageCache), app.get(Views));
  await registerAssets(fastify, config);
  registerYamlParser(fastify);
  registerMailParser(fastify);
  publishOpenApi(app);
  await app.init();
  return app;
}

/** `/api/openapi.json`, made from the controllers and their DTOs. */
function publishOpenApi(app: NestFastifyApplication): void {
  const document = new DocumentBuilder()
    .setTitle('Tsudoi')
    .setDescription('Sessions, registrations, attendance and reports. Errors are problem JSON (RFC 9457).')
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, document), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
}
