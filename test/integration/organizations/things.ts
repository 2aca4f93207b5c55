import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { FiscalYearPlan } from '../../../src/programmes/fiscal-year-plan.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeCourse, makePool, makeProgramme, makeSession, makeVenue } from '../../support/factories.js';
import type { TestApp } from '../../support/test-app.js';

const NOW = new Date('2025-04-01T00:00:00Z');

/** Ids by the word that stands before them in an address (`/sessions/:id`), and a word that only these things contain. */
export type Things = Readonly<Record<string, string>> & { readonly secret: string };

/**
 * One of everything that a staff address can name, all of it this organization's. The session is later on the day at which
 * the clock of a test app stands: it can still be registered for, and already be marked.
 */
export async function makeThings({ db, config, nest }: TestApp, organization: Organization): Promise<Things> {
  const secret = `秘${newId().slice(-8)}`;
  const programme = await makeProgramme(db, organization, { title: `${secret}家族教室` });
  await db.manager.insert(FiscalYearPlan, {
    programmeId: programme.id,
    organizationId: organization.id,
    fiscalYear: 2025,
  });
  const venue = await makeVenue(db, organization, { name: `${secret}会館` });
  const course = await makeCourse(db, programme, { title: `${secret}前期` });
  const session = await makeSession(db, course, { topic: `${secret}の話`, startsOn: '2025-04-01' });
  const pool = await makePool(db, session, { capacity: 5, taken: 1 });
  const tokens = nest.get(RegistrationTokens);
  const registrationId = newId();
  const registration = {
    id: registrationId,
    organizationId: organization.id,
    programmeId: programme.id,
    courseId: course.id,
    sessionId: session.id,
    poolKey: pool.key,
    code: 'A-0001',
    tokenHash: tokens.hashOf(tokens.tokenOf({ id: registrationId, tokenVersion: 0 })),
    requestHash: 'x',
    status: 'confirmed' as const,
    people: 1,
    nickname: `${secret}さん`,
    email: `${newId()}@mail.example`,
    queuedAt: NOW,
    createdAt: NOW,
  };
  await db.manager.insert(Registration, registration);
  const place = { id: newId(), units: 1, status: 'confirmed' as const, confirmedAt: NOW };
  await db.manager.insert(Place, {
    ...place,
    organizationId: organization.id,
    registrationId: registration.id,
    sessionId: session.id,
    poolId: pool.id,
  });
  const message = {
    id: newId(),
    organizationId: organization.id,
    recipient: `${secret}@mail.example`,
    kind: 'confirmed',
    occasion: `registration:${registration.id}`,
    subjectId: registration.id,
    state: 'bounced' as const,
    dueAt: NOW,
    createdAt: NOW,
  };
  await db.manager.insert(Message, message);
  await mkdir(config.mailDirectory, { recursive: true });
  await writeFile(join(config.mailDirectory, `${message.id}.eml`), `Subject: ${secret}\r\n\r\n${secret}\r\n`);
  return {
    secret,
    organization: organization.slug,
    sessions: session.id,
    courses: course.id,
    programmes: programme.slug,
    registrations: registration.id,
    places: place.id,
    messages: message.id,
    venues: venue.id,
    organizations: organization.slug,
    'mail-texts': 'confirmed',
    language: 'ja',
    variant: 'plain',
  };
}

/**
 * What a route must be sent to come as far as looking for the thing; `METHOD /pattern`. Routes that name the thing in what
 * they are sent, not in their address, must be here too. Text is sent as YAML.
 */
export const BODIES: Readonly<Record<string, (things: Things) => object | string>> = {
  'POST /staff/organizations/:slug/mail-texts/:kind/:language/:variant': () => ({
    act: 'save',
    subject: 'お知らせ',
    body: '{{dates}}\n\n{{link}}',
  }),
  'PUT /api/v1/staff/organizations/:slug/mail-texts/:kind/:language/:variant': () => ({
    subject: 'お知らせ',
    body: '{{dates}}\n\n{{link}}',
  }),
  'PATCH /api/v1/staff/sessions/:id': () => ({ topic: '別の話' }),
  'POST /api/v1/staff/sessions/:id/registration': () => ({ open: false }),
  'POST /api/v1/staff/courses/:id/registration': () => ({ open: false }),
  'POST /staff/courses/:id/sessions/new': () => ({ dateState: 'undated', dateText: '後日' }),
  'POST /api/v1/staff/courses/:id/sessions': () => ({ dateText: '後日' }),
  'POST /staff/sessions/:id': ({ places }) => ({ [`mark.${places}`]: 'attended', version: '' }),
  'PUT /api/v1/staff/sessions/:id/attendance': ({ places = '' }) => ({
    marks: [{ place: places, mark: 'attended' }],
  }),
  'PUT /api/v1/staff/sessions/:id/head-count': () => ({ counts: [{ category: 'family', people: 3 }] }),
  'POST /api/v1/staff/registrations': ({ sessions }) => ({ session: sessions, people: 1, nickname: '花' }),
  'POST /staff/registrations/new': ({ sessions = '' }) => ({
    session: sessions,
    people: '1',
    nickname: '星',
  }),
  'POST /staff/registrations/:id': () => ({ act: 'note', text: '駅から電話があった' }),
  'POST /api/v1/staff/registrations/:id/notes': () => ({ text: '駅から電話があった' }),
  'POST /api/v1/staff/registrations/:id/pool': () => ({ pool: 'onsite' }),
  'POST /api/v1/staff/registrations/:id/skip': ({ sessions }) => ({ session: sessions }),
  'POST /api/v1/staff/registrations/:id/return': ({ sessions }) => ({ session: sessions }),
  'POST /api/v1/staff/registrations/:id/people': () => ({ people: 2 }),
  'POST /api/v1/staff/registrations/:id/move': ({ sessions }) => ({ session: sessions }),
  'POST /api/v1/staff/registrations/:id/address': ({ secret }) => ({
    email: `${Buffer.from(secret).toString('hex')}@mail.example`,
  }),
  'POST /staff/registrations/:id/undelivered': () => ({ act: 'told' }),
  'POST /api/v1/staff/registrations/:id/overbook': () => ({ reason: '席を足した' }),
  'POST /api/v1/staff/registrations/:id/merge': ({ registrations }) => ({ with: registrations }),
  'POST /staff/courses/:id/duplicates': ({ registrations = '' }) => ({
    keep: registrations,
    drop: registrations,
  }),
  'POST /staff/sessions/:id/members': ({ registrations = '' }) => ({ member: registrations }),
  'POST /api/v1/staff/sessions/:id/members': ({ registrations }) => ({ registration: registrations }),
  'POST /staff/programmes/:id/courses/new': () => ({
    act: 'save',
    title: '後期',
    fiscalYear: '2025',
    key: 'r7-second',
  }),
  'POST /staff/courses/:id/lottery': () => ({ act: 'list', confirm: '1' }),
  'POST /api/v1/staff/courses/:id/lottery': () => ({ act: 'list' }),
  'POST /staff/courses/:id/schedule': () => ({ act: 'save', title: '前期', fiscalYear: '2025' }),
  'POST /api/v1/staff/programmes/:slug/courses': () => ({ key: 'r8', title: '令和8年度', fiscalYear: 2026 }),
  'PUT /api/v1/staff/courses/:id': () => ({ key: 'r7', title: '前期', fiscalYear: 2025 }),
  'POST /staff/conflicts/accept': ({ sessions = '' }) => ({ session: sessions, kind: 'holiday', fact: 'x' }),
  'POST /staff/conflicts/reopen': ({ sessions = '' }) => ({ session: sessions, kind: 'holiday', fact: 'x' }),
  'POST /staff/plans': ({ organization = '' }) => ({ organization, fiscalYear: '2025' }),
  'POST /staff/plans/approve': ({ organization = '' }) => ({
    organization,
    fiscalYear: '2025',
    confirm: 'true',
  }),
  'PUT /api/v1/staff/plans': ({ organization }) => ({ organization, fiscalYear: 2025, items: [] }),
  'POST /api/v1/staff/plans/approve': ({ organization }) => ({
    organization,
    fiscalYear: 2025,
    confirm: true,
  }),
  'POST /staff/programmes/new': ({ organization = '' }) => ({ organization, title: '会', kind: 'club' }),
  'POST /api/v1/staff/programmes': ({ organization }) => ({ organization, title: '会', kind: 'club' }),
  'POST /staff/venues/new': ({ organization = '' }) => ({ organization, name: '会館' }),
  'POST /api/v1/staff/venues': ({ organization }) => ({ organization, name: '会館' }),
  'POST /staff/notices': ({ organization = '' }) => ({
    language: 'ja',
    [`organization.${organization}`]: '1',
  }),
  'POST /staff/import': ({ organization }) => ({
    'files.0.text': `format: tsudoi/1\norganization: {key: ${organization}, name: 別の市}\n`,
  }),
  'POST /api/v1/staff/import': ({ organization }) =>
    `format: tsudoi/1\norganization: {key: ${organization}, name: 別の市, kind: municipality}\nprogrammes: []\n`,
};

/** Acts that look for things, and say of those of others that they find nothing; `METHOD /pattern` to what is looked for. */
export const SEARCHES: Readonly<Record<string, (things: Things) => object>> = {
  'POST /staff/desk': ({ secret }) => ({ text: secret }),
  'POST /api/v1/staff/registrations/search': ({ secret }) => ({ text: secret }),
};

/** Acts about whoever acts and nothing else; `METHOD /pattern`. */
export const OWN_AFFAIRS: readonly string[] = ['POST /staff/calendar-feed'];
