import { once } from 'node:events';
import type pg from 'pg';
import type { DataSource } from 'typeorm';

/** Where a connection is cut: at its nth statement from now on, whichever connection says it. */
export interface Cut {
  /** 1 is the next statement. */
  readonly statement: number;
  /** `before` it reaches the server, or `after` it was carried out and before its answer arrives. */
  readonly moment: 'before' | 'after';
}

type Query = (text: string, values?: unknown[]) => Promise<unknown>;

/** Stands between the application and PostgreSQL: cuts connections in the middle of acts, and can put other words in a statement. */
export class EngineWire {
  /** What is sent in the place of a statement; a mutation of the engine for negative controls. */
  rewrite: (sql: string) => string = (sql) => sql;
  private cut: Cut | null = null;
  private statements = 0;
  private readonly tapped = new WeakSet<pg.Client>();

  /** @param admin a connection of the test's own to the same server */
  constructor(
    db: DataSource,
    private readonly admin: pg.Client,
  ) {
    const { master } = db.driver as unknown as { master: pg.Pool };
    master.on('acquire', (client) => this.tap(client as unknown as pg.Client));
  }

  /** Cuts once; null: not any more. */
  arm(cut: Cut | null): void {
    this.cut = cut;
    this.statements = 0;
  }

  /** True where the cut that was armed has happened. */
  get hasCut(): boolean {
    return this.cut !== null && this.statements >= this.cut.statement;
  }

  private tap(client: pg.Client): void {
    if (this.tapped.has(client)) return;
    this.tapped.add(client);
    const query: Query = client.query.bind(client) as never;
    const tapped: Query = (text, values) => this.say(client, query, text, values);
    Object.assign(client, { query: tapped });
  }

  private async say(client: pg.Client, query: Query, text: string, values?: unknown[]): Promise<unknown> {
    const sql = this.rewrite(text);
    const isCutHere = this.cut !== null && ++this.statements === this.cut.statement;
    if (!isCutHere) return query(sql, values);
    if (this.cut?.moment === 'after') await query(sql, values);
    const { processID } = client as unknown as { processID: number };
    const ended = once(client, 'end');
    await this.admin.query('SELECT pg_terminate_backend($1)', [processID]);
    await ended;
    throw new Error('the connection ended before the answer came');
  }
}
