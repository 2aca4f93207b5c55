import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import type { FileQuestion } from '../domain/registering-file.js';
import type { QuestionDto } from './programme-terms.dto.js';

/** The room that has the answers; it makes itself known at start, for this room does not know it. */
export interface AnswerKeeper {
  /** How many registrations of the programme answered, by key of the question; none: not among them. */
  counts(
    tx: EntityManager,
    programmeId: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  erase(tx: EntityManager, programmeId: string, keys: readonly string[]): Promise<void>;
  /** Puts answers to where those to sensitive questions are kept. */
  conceal(tx: EntityManager, programmeId: string, keys: readonly string[]): Promise<void>;
}

type Question = Pick<FileQuestion, 'key' | 'text' | 'sensitive'>;

/** What a change of a programme's questions means for the answers that were given. */
@Injectable()
export class QuestionAnswers {
  private readonly keepers: AnswerKeeper[] = [];

  keepBy(keeper: AnswerKeeper): void {
    this.keepers.push(keeper);
  }

  /**
   * Erases the answers to questions that are gone, and puts those away that have become sensitive.
   * @param erase keys of the questions whose answers may be erased
   * @returns how many answers were erased
   * @throws DomainError `invalid` at `eraseAnswersTo.<key>` for a question that is gone, was answered, and is not in `erase`;
   * at `questions.<position>.sensitive` where answers were given in confidence and would no longer be kept so
   */
  async settle(
    tx: EntityManager,
    programmeId: string,
    {
      before,
      after,
      erase,
    }: {
      readonly before: readonly Question[];
      readonly after: readonly Question[];
      readonly erase: readonly string[];
    },
  ): Promise<number> {
    const becomes = new Map(after.map((question) => [question.key, question]));
    const was = new Map(before.map((question) => [question.key, question]));
    const gone = before.filter(({ key }) => !becomes.has(key));
    const turned = after.filter(({ key, sensitive = false }) => {
      const known = was.get(key);
      return known !== undefined && (known.sensitive ?? false) !== sensitive;
    });
    let erased = 0;
    for (const keeper of this.keepers) {
      const counts = await keeper.counts(
        tx,
        programmeId,
        [...gone, ...turned].map(({ key }) => key),
      );
      const faults: Fault[] = [
        ...gone.flatMap(({ key, text }) => {
          const count = counts.get(key) ?? 0;
          if (count === 0 || erase.includes(key)) return [];
          const params = { count, question: text };
          return [{ field: `eraseAnswersTo.${key}`, code: 'editing.question_has_answers', params }];
        }),
        ...after.flatMap(({ key, sensitive }, position) => {
          const count = counts.get(key) ?? 0;
          if (sensitive || count === 0) return [];
          const field = `questions.${position}.sensitive`;
          return [{ field, code: 'editing.answered_in_confidence', params: { count } }];
        }),
      ];
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      await keeper.erase(
        tx,
        programmeId,
        gone.map(({ key }) => key),
      );
      await keeper.conceal(
        tx,
        programmeId,
        turned.map(({ key }) => key),
      );
      for (const { key } of gone) erased += counts.get(key) ?? 0;
    }
    return erased;
  }
}

/** The questions, each with a key: a new one gets one that no question ever had, so that no old answer becomes its own. */
export function withKeys(questions: readonly QuestionDto[]): (QuestionDto & { readonly key: string })[] {
  return questions.map((question) => ({ ...question, key: question.key ?? `q-${newId().slice(-10)}` }));
}
