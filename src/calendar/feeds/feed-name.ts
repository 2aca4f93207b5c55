import type { Language, Translate } from '../../platform/views/messages.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import type { FeedHead, FeedScope } from './feed.queries.js';

/** What restricts of what was chosen: whoever chose all that there is wants no restriction. */
export function restricting(
  chosen: readonly string[] | undefined,
  all: readonly string[],
): readonly string[] | undefined {
  return chosen === undefined || chosen.length === 0 || all.every((one) => chosen.includes(one))
    ? undefined
    : chosen;
}

/** Programme, organization or the site, and in brackets what the filters let through. */
export function feedName(
  head: Pick<FeedHead, 'organizations' | 'programmeTitle' | 'programmeTitleEn'>,
  scope: Pick<FeedScope, 'kinds' | 'audiences'>,
  language: Language,
  t: Translate,
): string {
  const pick = (japanese: string, english: string | null) =>
    language === 'en' ? (english ?? japanese) : japanese;
  const organizations = head.organizations.map(({ name, nameEn }) => pick(name, nameEn));
  const programme = head.programmeTitle === null ? [] : [pick(head.programmeTitle, head.programmeTitleEn)];
  const isOne = organizations.length === 1;
  const name = isOne ? [...organizations, ...programme].join(' ') : t('words.site');
  const filters = [
    ...(isOne ? [] : organizations),
    ...(restricting(scope.kinds, KINDS) ?? []).map((kind) => t(`words.kind.${kind}`)),
    ...(restricting(scope.audiences, AUDIENCES) ?? []).map((audience) => t(`words.audience.${audience}`)),
  ];
  return filters.length === 0
    ? name
    : t('calendar.filteredName', { name, filter: filters.join(t('calendar.filterJoin')) });
}
