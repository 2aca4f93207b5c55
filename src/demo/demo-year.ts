import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { stringify } from 'yaml';
import { Organization } from '../organizations/organization.entity.js';
import { hashOfToken } from '../organizations/secret-tokens.js';
import { Clock } from '../platform/clock.js';
import { inTransaction } from '../platform/database/transaction.js';
import { Views } from '../platform/views/views.js';
import type { FileProgramme, ProgrammeFile } from '../programmes/domain/programme-file.js';
import { YearImport } from '../registrations/year/year-import.js';
import { civilDateOf } from '../shared/civil-time.js';
import { eraFiscalYear } from '../shared/fiscal-year.js';
import { datedSessions, holdsDemo, mayFill } from './demo.queries.js';
import { DEMO_TOWNS, readParticipants, readProgrammeFile, readTerms } from './demo-files.js';
import { DemoPeople } from './demo-people.js';
import { DEMO_OWNER_EMAIL, DemoStaff } from './demo-staff.js';
import { copiesOf, type TitleOf } from './domain/course-copies.js';
import type { DemoTerms } from './domain/demo-terms.js';

/** Zone of all the demo's towns. */
const TIME_ZONE = 'Asia/Tokyo';

/** With what one signs in to the demo and calls its API. */
export interface DemoCredentials {
  readonly email: string;
  readonly password: string;
  /** Acts for every town of the demo. */
  readonly apiToken: string;
}

/** The demo: real towns' published years, copies of some courses around today, made-up people, staff and a token. */
@Injectable()
export class DemoYear {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly yearImport: YearImport,
    private readonly staff: DemoStaff,
    private readonly people: DemoPeople,
  ) {}

  /**
   * Fills a database without organizations, in one transaction: a process killed on the way leaves it empty for the next
   * start. No mail is put in the ledger.
   * @returns false where the database is in use, or another process is filling it right now
   */
  async loadIfEmpty(): Promise<boolean> {
    const now = this.clock.now();
    const terms = readTerms();
    const files = DEMO_TOWNS.map((town) => ({
      name: `demo/${town}.yaml`,
      text: stringify(this.withCopies(town, terms, now)),
    }));
    return inTransaction(this.db, async (tx) => {
      if (!(await mayFill(tx))) return false;
      await this.yearImport.runIn(tx, files, { dryRun: false, actor: 'system', organizationIds: 'any' });
      await this.staff.add(tx, await tx.find(Organization), now);
      await this.people.add(tx, terms, readParticipants(), await datedSessions(tx), now);
      return true;
    });
  }

  /** What to print at start; null where the database does not hold the demo, or its account or token was ended. */
  async credentials(): Promise<DemoCredentials | null> {
    const apiToken = this.staff.apiToken();
    const holds = await holdsDemo(this.db, hashOfToken(apiToken), DEMO_OWNER_EMAIL);
    return holds ? { email: DEMO_OWNER_EMAIL, password: this.staff.password(), apiToken } : null;
  }

  private withCopies(town: string, terms: DemoTerms, now: Date): ProgrammeFile {
    const file = readProgrammeFile(town);
    const today = civilDateOf(now, TIME_ZONE);
    const programmes = (file.programmes ?? []).map((programme): FileProgramme => {
      const own = terms.courses.filter(
        (demo) => demo.organization === town && demo.programme === programme.key,
      );
      const copies = own.flatMap((demo) => {
        const original = programme.courses?.find(({ key }) => key === demo.course);
        if (!original)
          throw new Error(`demo/terms.yaml: ${town} has no course ${demo.programme}/${demo.course}`);
        return copiesOf(original, demo, terms.pastYears, today, this.titleOf);
      });
      return copies.length === 0
        ? programme
        : {
            ...programme,
            ...Object.assign({}, ...own.map((demo) => demo.terms)),
            courses: [...(programme.courses ?? []), ...copies],
          };
    });
    return { ...file, programmes };
  }

  private readonly titleOf: TitleOf = ({ year, month, sessions }) => {
    const params = { era: eraFiscalYear(year), year: String(year), month: String(month ?? '') };
    const key =
      month === undefined ? 'demo.course.year' : sessions === 1 ? 'demo.course.once' : 'demo.course.term';
    return {
      title: this.views.translator('ja')(key, params),
      titleEn: this.views.translator('en')(key, params),
    };
  };
}
