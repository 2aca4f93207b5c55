import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './create-app.js';
import { migrate } from './migrate.js';
import { AppConfig } from './platform/config/app-config.js';
import { EnvError, readEnv } from './platform/config/env.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/database/embedded-postgres.js';

/** One process: database (where none is named), web, worker. Everything it starts, it stops. */
async function main(): Promise<void> {
  const env = readEnv(process.env);
  let embedded: EmbeddedPostgres | undefined;
  let app: NestFastifyApplication | undefined;
  let stopping: Promise<void> | undefined;

  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      await app?.close();
      await embedded?.stop();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }

  try {
    if (!env.DATABASE_URL) {
      embedded = await startEmbeddedPostgres({ home: env.TSUDOI_HOME, log: (line) => console.log(line) });
    }
    const config = new AppConfig(env, env.DATABASE_URL ?? (embedded as EmbeddedPostgres).url);
    await migrate(config.databaseUrl);
    app = await createApp(config);
    if (config.runsWeb) await app.listen(config.port, '0.0.0.0');
    console.log(config.runsWeb ? `Tsudoi つどい: ${config.publicUrl}` : 'Tsudoi つどい: worker');
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

main().catch((error) => {
  console.error(error instanceof EnvError ? error.message : error);
  process.exit(1);
});
