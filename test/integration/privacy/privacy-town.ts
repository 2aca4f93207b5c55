import type { DataSource, DeepPartial } from 'typeorm';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Webhook } from '../../../src/organizations/webhooks/webhook.entity.js';
import type { Course } from '../../../src/programmes/course.entity.js';
import type { Programme } from '../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeCourse, makeOrganization, makeProgramme } from '../../support/factories.js';

const CREATED = new Date('2025-03-01T00:00:00Z');

/** The words of a page as a person reads them, a line for each block. */
export function wordsOf(html: string): string {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? '';
  return main
    .replace(/<(h[1-6])[^>]*>/g, '\n# ')
    .replace(/<(p|li|dt|dd|div|section)\b[^>]*>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n')
    .concat('\n');
}

/** A programme for which one registers for the course as a whole. */
export async function makeAsking(
  db: DataSource,
  organization: Organization,
  programme: DeepPartial<Programme> = {},
  course: DeepPartial<Course> = {},
): Promise<{ readonly programme: Programme; readonly course: Course }> {
  const made = await makeProgramme(db, organization, { reminders: [], ...programme });
  return { programme: made, course: await makeCourse(db, made, { registrationMode: 'course', ...course }) };
}

/** Somebody beside a programme. */
export async function makeHost(
  db: DataSource,
  programme: Programme,
  host: { role: string; name: string; rights?: string | null; hostOrganizationId?: string | null },
): Promise<void> {
  await db.manager.insert(ProgrammeHost, {
    ...{ id: newId(), programmeId: programme.id, position: 0 },
    ...host,
  } as never);
}

/** An address of another system. */
export async function makeWebhook(
  db: DataSource,
  organization: Organization,
  events: readonly string[],
): Promise<string> {
  const id = newId();
  await db.manager.insert(Webhook, {
    ...{ id, organizationId: organization.id, label: '町の台帳', url: 'https://ledger.example/secret-path' },
    ...{ events: [...events], sealedSecret: 'x', createdAt: CREATED, createdBy: 'system' },
  });
  return id;
}

/** A town that asks much, and one that asks nothing. */
export async function twoTowns(db: DataSource): Promise<{ asking: Organization; quiet: Organization }> {
  const asking = await makeOrganization(db, {
    slug: 'asking',
    name: 'ほし市',
    nameEn: 'Hoshi City',
    contactName: 'ほし市こころの健康課',
    contactTel: '03-0000-0000',
    contactEmail: 'kokoro@hoshi.example',
    senderName: 'ほし市からのお知らせ',
    sensitiveAnswersDays: 14,
    secondFactorRequired: true,
    privacyNote: 'ほし市個人情報保護条例に従います。\n\n紙の名簿は作りません。',
  });
  const neighbour = await makeOrganization(db, { slug: 'neighbour', name: 'つき市', nameEn: 'Tsuki City' });
  const { programme } = await makeAsking(
    db,
    asking,
    {
      key: 'class',
      title: '家族教室',
      titleEn: 'Family class',
      reminders: [{ daysBefore: 1, at: '18:00' }],
      asks: { relation: 'required', age: 'optional', municipality: 'required' },
      eligibility: [{ rule: 'women', as: 'enforced' }],
      questions: [
        { key: 'wish', text: '知りたいこと', textEn: 'What would you like to know?', type: 'long' },
        { key: 'state', text: 'ご本人の様子', type: 'short', sensitive: true, required: true },
      ],
    },
    { lottery: {} },
  );
  await makeAsking(
    db,
    asking,
    { key: 'space', title: '居場所', titleEn: 'Open space', asks: { companions: 'no', relation: 'no' } },
    { registrationMode: 'members' },
  );
  await makeHost(db, programme, {
    ...{ role: 'co_host', name: 'つき市', hostOrganizationId: neighbour.id },
  });
  await makeHost(db, programme, { role: 'sponsor', name: 'まちの会社' });
  await makeWebhook(db, asking, ['registration.made', 'session.changed']);
  const quiet = await makeOrganization(db, {
    ...{ slug: 'quiet', name: 'しずか町', nameEn: null, kind: 'municipality' },
  });
  return { asking, quiet };
}
