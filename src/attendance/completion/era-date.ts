import type { CivilDate } from '../../shared/civil-time.js';

const ERA = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  ...{ era: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  timeZone: 'UTC',
});

/** 令和8年3月14日; the first year of an era is 元年. The era changes with its day, not with a fiscal year. */
export function eraDate(date: CivilDate): string {
  return ERA.format(new Date(`${date}T00:00:00Z`));
}
