import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Organization } from '../../organizations/organization.entity.js';
import { Course } from '../../programmes/course.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { Lottery } from './lottery.entity.js';
import { poolsById, type ScopePool } from './lottery.queries.js';

/** A lottery with the names of what it is about, for its public page. */
export interface LotteryPublication {
  readonly lottery: Lottery;
  readonly organization: Organization;
  readonly programme: Programme;
  readonly course: Course;
  /** Null: for all requests of the course. */
  readonly session: Session | null;
  /** In the order of the list; undefined: its session is gone. */
  readonly pools: readonly (ScopePool | undefined)[];
}

/** What is public of lotteries from the moment their list is closed. */
@Injectable()
export class LotteryPublications {
  constructor(private readonly db: DataSource) {}

  /** @throws DomainError `unknown` */
  async one(id: string): Promise<Lottery> {
    const lottery = isUuid(id) ? await this.db.manager.findOneBy(Lottery, { id }) : null;
    if (!lottery) throw new DomainError('unknown');
    return lottery;
  }

  /** @throws DomainError `unknown` */
  async publication(id: string): Promise<LotteryPublication> {
    const { manager } = this.db;
    const lottery = await this.one(id);
    const course = await manager.findOneByOrFail(Course, { id: lottery.courseId });
    const pools = await poolsById(
      manager,
      lottery.list.pools.map((pool) => pool.id),
    );
    return {
      lottery,
      course,
      organization: await manager.findOneByOrFail(Organization, { id: course.organizationId }),
      programme: await manager.findOneByOrFail(Programme, { id: course.programmeId }),
      session:
        lottery.sessionId === null ? null : await manager.findOneByOrFail(Session, { id: lottery.sessionId }),
      pools: lottery.list.pools.map((pool) => pools.get(pool.id)),
    };
  }
}
