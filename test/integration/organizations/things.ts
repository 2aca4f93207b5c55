import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Completion } from '../../../src/attendance/completion/completion.entity.js';
import { PersonMerge } from '../../../src/attendance/people/person-merge.entity.js';
import { StaffInvitation } from '../../../src/organizations/accounts/invitations/staff-invitation.entity.js';
import { StaffMember } from '../../../src/organizations/accounts/staff-member.entity.js';
import { StaffRole } from '../../../src/organizations/accounts/staff-role.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ApiToken } from '../../../src/organizations/tokens/api-token.entity.js';
import { ApiTokenRole } from '../../../src/organizations/tokens/api-token-role.entity.js';
import { Webhook } from '../../../src/organizations/webhooks/webhook.entity.js';
import { WebhookDelivery } from '../../../src/organizations/webhooks/webhook-delivery.entity.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { FiscalYearPlan } from '../../../src/programmes/fiscal-year-plan.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { Tally } from '../../../src/reports/tallies/tally.entity.js';
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
  // Somebody who can be erased while the other stays, and a merge that can be undone.
  const person = { ...registration, id: newId(), code: 'B0002', nickname: `${secret}人` };
  await db.manager.insert(Registration, {
    ...person,
    tokenHash: `${secret}hash`,
    email: null,
    sessionId: session.id,
  });
  const merge = { id: newId(), organizationId: organization.id, personId: newId(), before: {} };
  await db.manager.insert(PersonMerge, { ...merge, mergedBy: 'system', mergedAt: NOW });
  const completion = {
    id: newId(),
    organizationId: organization.id,
    programmeId: programme.id,
    courseId: course.id,
    registrationId: registration.id,
    member: 0,
    completedOn: '2025-04-01',
    attended: 1,
    sessions: 1,
    certificateNumber: 1,
    name: `${secret}の名`,
    recordedAt: NOW,
    recordedBy: 'system',
  };
  await db.manager.insert(Completion, completion);
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
  const colleague = newId();
  await db.manager.insert(StaffMember, {
    id: colleague,
    email: `${colleague}@town.example`,
    name: `${secret}職員`,
    createdAt: NOW,
  });
  const role = { staffMemberId: colleague, organizationId: organization.id, role: 'reception' as const };
  await db.manager.insert(StaffRole, role);
  const invitation = {
    ...{ id: newId(), organizationId: organization.id, email: `${newId()}@town.example`, name: secret },
    ...{ role: 'viewer' as const, invitedBy: 'system', tokenHash: newId(), createdAt: NOW },
    expiresAt: new Date('2025-04-08T00:00:00Z'),
  };
  await db.manager.insert(StaffInvitation, invitation);
  const tally = {
    id: newId(),
    organizationId: organization.id,
    key: 'tally',
    axis: `${secret}別`,
    unit: '件',
    endsOn: '2025-04-01',
    kind: 'stock' as const,
    total: 1,
    changedAt: NOW,
    changedBy: 'system',
  };
  await db.manager.insert(Tally, tally);
  await mkdir(config.mailDirectory, { recursive: true });
  await writeFile(join(config.mailDirectory, `${message.id}.eml`), `Subject: ${secret}\r\n\r\n${secret}\r\n`);
  const token = { id: newId(), tokenHash: newId(), label: `${secret}の台帳`, createdAt: NOW };
  await db.manager.insert(ApiToken, token);
  await db.manager.insert(ApiTokenRole, {
    tokenId: token.id,
    organizationId: organization.id,
    role: 'viewer',
  });
  const webhook = {
    id: newId(),
    organizationId: organization.id,
    label: `${secret}への知らせ`,
    url: 'https://receiver.example/',
    events: ['session.changed'],
    sealedSecret: 'v1.none',
    createdAt: NOW,
    createdBy: 'system',
  };
  await db.manager.insert(Webhook, webhook);
  const delivery = { id: newId(), organizationId: organization.id, webhookId: webhook.id, event: 'ping' };
  await db.manager.insert(WebhookDelivery, { ...delivery, data: {}, state: 'delivered' });
  return {
    secret,
    tokens: token.id,
    webhooks: webhook.id,
    deliveries: delivery.id,
    organization: organization.slug,
    sessions: session.id,
    courses: course.id,
    programmes: programme.slug,
    registrations: registration.id,
    places: place.id,
    completions: completion.id,
    people: person.id,
    'people-merges': merge.id,
    messages: message.id,
    venues: venue.id,
    tallies: tally.id,
    organizations: organization.slug,
    members: colleague,
    invitations: invitation.id,
    'mail-texts': 'confirmed',
    language: 'ja',
    leaflets: 'poster',
    variant: 'plain',
  };
}

/**
 * What a route must be sent to come as far as looking for the thing; `METHOD /pattern`. Routes that name the thing in what
 * they are sent, not in their address, must be here too. Text is sent as YAML.
 */
export const BODIES: Readonly<Record<string, (things: Things) => object | string>> = {
  'POST /staff/tokens': ({ organization = '' }) => ({
    ...{ organization, label: '台帳', role: 'viewer' },
    'scope.audit:read': '1',
  }),
  'POST /staff/webhooks': ({ organization = '' }) => ({
    ...{ organization, label: '台帳', url: 'https://receiver.example/' },
    'event.session.changed': '1',
  }),
  'POST /staff/webhooks/:id': () => ({ act: 'ping' }),
  'POST /api/v1/staff/webhooks': ({ organization }) => ({
    ...{ organization, label: '台帳', url: 'https://receiver.example/' },
    events: ['session.changed'],
  }),
  'POST /staff/organizations/:slug/mail-texts/:kind/:language/:variant': () => ({
    act: 'save',
    subject: 'お知らせ',
    body: '{{dates}}\n\n{{link}}',
  }),
  'PUT /api/v1/staff/organizations/:slug/mail-texts/:kind/:language/:variant': () => ({
    subject: 'お知らせ',
    body: '{{dates}}\n\n{{link}}',
  }),
  'POST /staff/organizations/:slug/members/:member': () => ({ act: 'role', role: 'viewer' }),
  'POST /staff/organizations/:slug/invitations': ({ secret }) => ({
    email: `${Buffer.from(secret).toString('hex')}@town.example`,
    name: '新人',
    role: 'reception',
  }),
  'POST /staff/organizations/:slug/invitations/:invitation': () => ({ act: 'again' }),
  'POST /staff/organizations/:id/look': () => ({ act: 'save' }),
  'POST /staff/organizations/:id/logo': () => ({ act: 'remove' }),
  'POST /staff/programmes/:id/picture': () => ({ act: 'remove' }),
  'POST /staff/venues/:id/picture': () => ({ act: 'remove' }),
  'POST /staff/organizations/:slug/sign-in': () => ({ act: 'save' }),
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
  'POST /staff/sessions/:id/door/acts': () => ({ acts: [] }),
  'POST /api/v1/staff/sessions/:id/door/acts': () => ({ acts: [] }),
  'PUT /api/v1/staff/organizations/:id/head-categories': () => ({
    categories: [{ key: 'family', label: '家族' }, { label: '学生' }],
  }),
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
  'POST /staff/people/:id': () => ({ text: '駅から電話があった' }),
  'POST /api/v1/staff/people/:id/notes': () => ({ text: '駅から電話があった' }),
  'POST /staff/people/:id/merge': ({ people = '' }) => ({ with: people }),
  'POST /api/v1/staff/people/:id/merge': ({ people }) => ({ with: people }),
  'POST /staff/people/:id/erase': () => ({ confirm: 'B0002' }),
  'POST /api/v1/staff/people/:id/erase': () => ({ confirm: 'B0002' }),
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
  'POST /staff/courses/:id/completion': () => ({ act: 'recogniseAll' }),
  'POST /api/v1/staff/courses/:id/completion': () => ({ all: true }),
  'POST /api/v1/staff/courses/:id/roll': ({ registrations }) => ({
    people: [`${registrations}.0`],
    enrolledOn: '2025-04-01',
  }),
  'POST /staff/completions/:id/roll': () => ({ name: '', rollNumber: '9', enrolledOn: '2025-04-01' }),
  'PUT /api/v1/staff/completions/:id/roll': () => ({ rollNumber: '9', enrolledOn: '2025-04-01' }),
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
  'POST /staff/tallies/new': ({ organization = '' }) => ({
    organization,
    axis: '方法',
    unit: '件',
    endsOn: '2025-03-31',
    kind: 'stock',
    total: '1',
    qualifier: 'none',
  }),
  'PUT /api/v1/staff/tallies': ({ organization }) => ({ organization, items: [] }),
  'POST /staff/sessions/:id/costs': () => ({ 'items.0.label': '謝礼', 'items.0.yen': '1' }),
  'PUT /api/v1/staff/sessions/:id/costs': () => ({ items: [] }),
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
  'POST /staff/people': ({ secret }) => ({ text: secret }),
  'POST /api/v1/staff/people/search': ({ secret }) => ({ text: secret }),
};

/** Acts about whoever acts and nothing else; `METHOD /pattern`. */
export const OWN_AFFAIRS: readonly string[] = [
  'POST /staff/calendar-feed',
  'POST /staff/account/details',
  'POST /staff/account/password',
  'POST /staff/account/sessions',
  'POST /staff/account/second-factor',
  'POST /staff/account/passkeys',
  'POST /staff/account/passkeys/options',
];
