import { readSource } from '../../programmes/import/source-file.js';
import { DomainError } from '../../shared/domain-error.js';
import type { CoursePreviewJson } from './course-api.dto.js';
import type { Decisions } from './course-decisions.js';
import type { CoursePreview } from './course-preview.js';

export interface CourseRequestJson {
  /** Anybody's JSON: checked by the same schema as a programme file. */
  readonly course: object;
  readonly decisions: Decisions;
}

/**
 * Reads a course with the decisions beside it, as a programme file is read: YAML or JSON, what is null is not said.
 * @throws DomainError `invalid` where the body is no object, or more than a file may be
 */
export function courseRequest(sent: unknown): CourseRequestJson {
  const { data: body, findings } = readSource(typeof sent === 'string' ? sent : JSON.stringify(sent ?? null));
  if (findings.length > 0) {
    const faults = findings.map(({ code, params }) => ({
      field: '',
      code: `file.${code}`,
      ...(params && { params }),
    }));
    throw new DomainError('invalid', { faults });
  }
  if (!isTree(body)) throw new DomainError('invalid', { faults: [{ field: '', code: 'file.not_a_object' }] });
  const { decisions = {}, cancelReason = null, ...course } = body as Record<string, unknown>;
  if (!isTree(decisions) || Object.values(decisions).some((one) => typeof one !== 'string')) {
    throw new DomainError('invalid', { faults: [{ field: 'decisions', code: 'file.not_a_object' }] });
  }
  if (cancelReason !== null && typeof cancelReason !== 'string') {
    throw new DomainError('invalid', { faults: [{ field: 'cancelReason', code: 'isString' }] });
  }
  return { course, decisions: { bySession: decisions as Record<string, string>, cancelReason } };
}

export function previewJson(preview: CoursePreview): CoursePreviewJson {
  const { conflicts, findings } = preview.conflicts
    ? { ...preview, ...preview.conflicts }
    : { ...preview, conflicts: [] };
  return {
    faults: findings.map(({ path, code, params }) => ({
      field: path.join('.'),
      code: `file.${code}`,
      ...(params && { params }),
    })),
    sessions: [...preview.sessions],
    skipped: [...preview.skipped],
    undecided: preview.undecided.map(({ moves, ...one }) => ({ ...one, moves: moves.map(({ id }) => id) })),
    tooSmall: [...preview.tooSmall],
    recounted: [...preview.recounted],
    registrants: preview.registrants,
    conflicts: conflicts.map(({ kind, sessionIds, fact, acceptance }) => ({
      kind,
      sessionIds: [...sessionIds],
      fact,
      accepted: acceptance !== null,
    })),
  };
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
