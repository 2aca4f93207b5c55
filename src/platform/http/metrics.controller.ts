import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Metrics } from './metrics.js';
import { Public } from './public-route.js';

/** Milliseconds for which an answer is kept: a public address must not become a way to tire the database. */
const KEPT_MS = 5000;

/** Numbers for Prometheus and its like: counts only, of the whole installation. */
@Public()
@ApiExcludeController()
@Controller()
export class MetricsController {
  private kept: { readonly at: number; readonly text: Promise<string> } | undefined;

  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  read(): Promise<string> {
    const now = performance.now();
    if (!this.kept || now - this.kept.at > KEPT_MS) this.kept = { at: now, text: this.metrics.text() };
    return this.kept.text;
  }
}
