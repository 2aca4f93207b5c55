import type { EntityManager } from 'typeorm';

/** What limits the people of a registration. */
export interface PartyRules {
  /** Most people in one registration of its course; null: no limit of its own. */
  readonly maxPeople: number | null;
  /** True between the closing of the list of its draw and the draw. */
  readonly isListed: boolean;
  /** Companions that it names. */
  readonly named: number;
  /** Years, as they stand; null: not said. */
  readonly ownAge: number | null;
  /** Of those whose age is known. */
  readonly companionAges: readonly number[];
}

export async function partyRules(tx: EntityManager, registrationId: string): Promise<PartyRules> {
  const [row] = await tx.query(
    `SELECT course.max_people AS "maxPeople",
       EXISTS (SELECT FROM lotteries lottery WHERE lottery.course_id = course.id AND lottery.seed IS NULL
         AND (lottery.session_id IS NULL OR lottery.session_id = registration.session_id)) AS "isListed",
       (SELECT count(*)::int FROM companions WHERE registration_id = registration.id) AS named,
       registration.age AS "ownAge",
       ARRAY(SELECT age FROM companions WHERE registration_id = registration.id AND age IS NOT NULL) AS "companionAges"
     FROM registrations registration JOIN courses course ON course.id = registration.course_id
     WHERE registration.id = $1`,
    [registrationId],
  );
  return row;
}
