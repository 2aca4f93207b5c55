import { readFileSync } from 'node:fs';
import { CompressedFile } from '../../../../dist/calendar/feeds/compressed-file.js';
import { eventListCsv } from '../../../../dist/calendar/opendata/event-list-file.js';
import { eventListRow } from '../../../../dist/registrations/listing/event-list-row.js';

// Reads sessions as JSON, writes their list: run under several process time zones.
const events = JSON.parse(readFileSync(0, 'utf8'), (key, value) =>
  key === 'closesAt' && value !== null ? new Date(value) : value,
);
const t = (key, params = {}) => [key, ...Object.values(params)].join(' ');
const rows = events.map((event) => eventListRow(event, { t, publicUrl: 'https://tsudoi.example' }));
const file = await CompressedFile.of(
  eventListCsv(
    (async function* () {
      yield rows;
    })(),
  ),
  new Date(0),
);
for await (const chunk of file.inCoding('identity')) process.stdout.write(chunk);
