import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomOf } from '../../../dist/calendar/atom/atom.js';
import { newsEntry } from '../../../dist/calendar/atom/atom-entry.js';
import { Messages } from '../../../dist/platform/views/messages.js';
import { eventFacts } from '../../../dist/registrations/public/structured-session.js';

// Reads rows and sessions as JSON, writes the Atom feed and the schema.org data: run under several process time zones.
const { rows, sessions } = JSON.parse(readFileSync(0, 'utf8'), (key, value) =>
  key.endsWith('At') && value !== null ? new Date(value) : value,
);
const directory = join(import.meta.dirname, '../../../templates/messages');
const t = new Messages(directory, readdirSync(directory).sort()).translator('ja');
const wording = { t, language: 'ja', publicUrl: 'http://tsudoi.example' };
const feed = { id: 'urn:uuid:1', title: 'x', language: 'ja', selfUrl: 'http://a/', pageUrl: 'http://b/' };
const entries = rows.map((row) => newsEntry(row, wording));
process.stdout.write(atomOf({ ...feed, updated: new Date(0), entries }));
process.stdout.write(atomOf({ ...feed, updated: new Date(0), entries: [] }));
process.stdout.write(JSON.stringify(sessions.map((session) => eventFacts(session, wording))));
