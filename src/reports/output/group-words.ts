import { FORMATS } from '../../platform/views/formats.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import type { Grouping, ReportGroup } from '../figures/report.js';

/** Key of the row of sessions without a venue. */
const NO_VENUE = 'none';

/** What a row of a report is called: its own title, or the catalogue's word for its kind, month, or that its venue is not theirs. */
export function groupTitle(
  { key, title, titleEn, programme }: ReportGroup,
  by: Grouping,
  wording: Wording,
): string {
  const { t, language } = wording;
  if (title === null) {
    if (by === 'kind') return t(`words.kind.${key}`);
    if (by === 'month') return FORMATS[language].month(`${key}-01`);
    return t(key === NO_VENUE ? 'figures.noVenue' : 'breakdowns.venue.elsewhere');
  }
  const own = language === 'en' ? (titleEn ?? title) : title;
  return by === 'course' && programme
    ? t('figures.courseOf', {
        programme: (language === 'en' ? programme.titleEn : null) ?? programme.title,
        course: own,
      })
    : own;
}
