import { MailAddress } from '../../../../src/platform/mail/mail-address.entity.js';
import { Message, type MessageState } from '../../../../src/platform/mail/message.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import type { Registration } from '../../../../src/registrations/registration.entity.js';
import type { Place } from '../../../../src/registrations/seats/place.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { makeOrganization } from '../../../support/factories.js';
import type { NewMessage } from '../../../support/ledger.js';
import { bearer, signInAs } from '../../../support/staff.js';
import type { TestApp } from '../../../support/test-app.js';
import { makeRegistered } from '../../mail/registered.js';
import { makeDesk } from '../desk-world.js';

/** A message as a test wants it to have become. */
export type Become = Partial<NewMessage> & {
  readonly state?: MessageState;
  readonly outcome?: string;
  readonly createdAt?: Date;
  readonly attempts?: number;
  readonly unknowns?: number;
  readonly claims?: number;
  readonly sentAt?: Date;
  readonly settledAt?: Date;
};

/** A town with a course, its organizer at the pages and at the JSON API, and ways to make people and their mail. */
export async function makeLedgerTown(app: TestApp, given: Parameters<typeof makeDesk>[1]) {
  const desk = await makeDesk(app, given);
  const staff = await signInAs(app, desk.organization, 'organizer');
  const authorization = await desk.as('organizer');
  let count = 0;
  const person = (
    registration: Partial<Registration> = {},
    sessions = desk.sessions,
    place: Partial<Place> = {},
  ) =>
    makeRegistered(
      app.db,
      sessions,
      sessions.map((session) => desk.pools[desk.sessions.indexOf(session)]!),
      registration,
      place,
    );
  return {
    ...desk,
    staff,
    authorization,
    person,
    /** A message to somebody, about their registration unless told otherwise. */
    mail: async (
      { id, email, organizationId }: Pick<Registration, 'id' | 'email' | 'organizationId'>,
      become: Become = {},
    ) => {
      const message = {
        id: newId(),
        organizationId,
        recipient: email ?? 'gone@mail.example',
        kind: 'confirmed',
        occasion: `test:${++count}`,
        subjectId: id,
        facts: {},
        state: 'bounced' as const,
        outcome: '550 5.1.1 user unknown',
        attempts: 1,
        dueAt: app.clock.now(),
        createdAt: app.clock.now(),
        ...become,
      };
      await app.db.getRepository(Message).insert(message as never);
      return message.id;
    },
    messageOf: (id: string) => app.db.getRepository(Message).findOneByOrFail({ id }),
    resend: (id: string) =>
      app.http.post(`/api/v1/staff/messages/${id}/resend`).set('authorization', authorization),
    suppress: (recipient: string) =>
      app.db.getRepository(MailAddress).insert({
        ...{ organizationId: desk.organization.id, recipient, failures: 2, lastAnswer: '550 5.1.1' },
        ...{ lastFailedAt: app.clock.now(), suppressedAt: app.clock.now() },
      }),
    /** What the JSON list holds for these query parameters. */
    list: async (query: string, asked = authorization) => {
      const { body, status } = await app.http
        .get(`/api/v1/staff/messages?${query}`)
        .set('authorization', asked);
      if (status !== 200) throw new Error(`the list answered ${status}`);
      return (body.items as { id: string }[]).map(({ id }) => id);
    },
  };
}

/** Staff of another town that hosts the programme with these rights; the role is theirs at home. */
export async function makeHost(
  app: TestApp,
  programmeId: string,
  rights: 'viewer' | 'reception' | 'organizer' | null,
) {
  const town = await makeOrganization(app.db);
  await app.db.getRepository(ProgrammeHost).insert({
    ...{ id: newId(), programmeId, role: rights ? 'co_host' : 'sponsor', name: town.name },
    ...{ hostOrganizationId: town.id, rights, position: 0 },
  });
  return {
    staff: await signInAs(app, town, 'organizer'),
    authorization: await bearer(app, town, 'organizer'),
  };
}
