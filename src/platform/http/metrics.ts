import { Injectable } from '@nestjs/common';

/** One number, with the labels that tell it from its siblings. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A family of numbers as Prometheus knows it. Labels must be of a short, fixed list: never a person, a title or an id. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** At most one cheap query. */
  read(): Promise<readonly Sample[]>;
}

/** What `/metrics` shows. Rooms register theirs while modules initialise; the platform knows no domain word. */
@Injectable()
export class Metrics {
  private readonly metrics: Metric[] = [];

  register(metric: Metric): void {
    this.metrics.push(metric);
  }

  /**
   * All metrics in the Prometheus text format (version 0.0.4). One that cannot be read, because the database is away, is left
   * out: that the others go on is what the watcher wants to see.
   */
  async text(): Promise<string> {
    const families = await Promise.all(this.metrics.map((metric) => familyOf(metric)));
    return `${families.filter((family) => family !== '').join('\n')}\n`;
  }
}

async function familyOf(metric: Metric): Promise<string> {
  const samples = await metric.read().catch(() => []);
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels = {}, value }) => `${metric.name}${labelsOf(labels)} ${value}`);
  return [`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`, ...lines].join(
    '\n',
  );
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
