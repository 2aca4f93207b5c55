import type { EntityManager } from 'typeorm';
import type { Course } from '../../programmes/course.entity.js';
import { Registration } from '../registration.entity.js';

type Allocation = Pick<Course, 'approval' | 'lottery'>;

/**
 * How many requests for places in the course wait for staff, or a draw, and would wait for ever: seats are to be given in
 * another way than when they were received. To be trusted only while the course's pools are locked.
 */
export async function strandedApplicants(
  tx: EntityManager,
  courseId: string,
  before: Allocation,
  after: Allocation,
): Promise<number> {
  if (allocationOf(before) === allocationOf(after)) return 0;
  return tx.countBy(Registration, { courseId, status: 'applied' });
}

function allocationOf({ approval, lottery }: Allocation): string {
  return approval ? 'approval' : lottery ? 'lottery' : 'first come';
}
