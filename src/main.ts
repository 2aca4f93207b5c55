import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './create-app.js';
import { DemoYear } from './demo/demo-year.js';
import { migrate } from './migrate.js';
import { AppConfig } from './platform/config/app-config.js';
import { EnvError, readEnv } from './platform/config/env.js';
import { nodeVersionFault } from './platform/config/node-version.js';
import { startFault } from './platform/config/start-fault.js';
import { type ProvidedDatabase, provideDatabase } from './platform/database/provided-database.js';

/** A start that failed for a reason which its message tells the operator in full. */
class StartRefusal extends Error {}

/** One process: database (where none is named), web, worker. Everything it starts, it stops. */
async function main(): Promise<void> {
  const fault = nodeVersionFault();
  if (fault) throw new StartRefusal(fault);
  const env = readEnv(process.env);
  let database: ProvidedDatabase | undefined;
  let app: NestFastifyApplication | undefined;
  let stopping: Promise<void> | undefined;

  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      await app?.close();
      await database?.release();
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
    database = await provideDatabase(env, (line) => console.log(line));
    const config = new AppConfig(env, database.url);
    await migrate(database.ownerUrl, database.url);
    app = await createApp(config);
    if (config.loadsDemo) await app.get(DemoYear).loadIfEmpty();
    if (config.runsWeb) await app.listen(config.port, '0.0.0.0');
    await announce(app, config);
  } catch (error) {
    await stop().catch(() => undefined);
    const sentence = startFault(error, env);
    throw sentence ? new StartRefusal(sentence) : error;
  }
}

/** What someone who has just started it needs to know. */
async function announce(app: NestFastifyApplication, config: AppConfig): Promise<void> {
  if (!config.runsWeb) {
    console.log('Tsudoi つどい: worker is running');
    return;
  }
  const demo = config.loadsDemo ? await app.get(DemoYear).credentials() : null;
  const lines = demo
    ? [
        `  demo sign-in: ${config.publicUrl}/staff  ${demo.email} / ${demo.password}`,
        `  demo API token: ${demo.apiToken}`,
      ]
    : [];
  console.log([`Tsudoi つどい: ${config.publicUrl}`, ...lines].join('\n'));
}

main().catch((error) => {
  console.error(error instanceof EnvError || error instanceof StartRefusal ? error.message : error);
  process.exit(1);
});
