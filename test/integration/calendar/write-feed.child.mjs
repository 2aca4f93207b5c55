import { readFileSync } from 'node:fs';
import { icalendarOf } from '../../../dist/shared/icalendar.js';

// Reads a calendar as JSON, writes the feed: run under several process time zones.
const calendar = JSON.parse(readFileSync(0, 'utf8'), (key, value) =>
  key === 'changedAt' ? new Date(value) : value,
);
process.stdout.write(icalendarOf(calendar));
