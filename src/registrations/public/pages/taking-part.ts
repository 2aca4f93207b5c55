import type { Language, Translate } from '../../../platform/views/messages.js';
import type { PoolView } from '../../sessions/session-view.js';
import type { ProgrammePage } from '../programme-pages.queries.js';

/** Sorts of seats for those who do not want to speak: 聞くだけ, 聴講, リスナー席, 見学. */
const LISTENING =
  /聞くだけ|聴くだけ|聞き専|聴講|傍聴|視聴|見学|見るだけ|見ているだけ|リスナー|listen|observ/i;

/**
 * "見ているだけでもよいか", a sentence each: may one only look on, are there seats for listening, may the camera stay off, must one
 * say who one is. Nothing of what the source does not say; empty: it says nothing of it.
 * @param pools sorts of seats of the session, or of the whole course
 * @param byNickname true where this site takes registrations: they need a nickname alone
 */
export function takingPart(
  programme: Pick<ProgrammePage, 'lookOnly' | 'cameraOff' | 'anonymous'>,
  { pools, byNickname }: { readonly pools: readonly PoolView[]; readonly byNickname: boolean },
  { t, language }: { readonly t: Translate; readonly language: Language },
): string[] {
  const { lookOnly, cameraOff, anonymous } = programme;
  const said = (name: string, value: boolean | null) =>
    value === null ? [] : [t(`answers.${name}.${value ? 'yes' : 'no'}`)];
  const seats = pools
    .filter(({ label, labelEn }) => LISTENING.test(`${label} ${labelEn ?? ''}`))
    .map(({ label, labelEn }) =>
      t('answers.listening', { label: language === 'en' ? (labelEn ?? label) : label }),
    );
  return [
    ...said('lookOnly', lookOnly),
    ...seats,
    ...said('cameraOff', cameraOff),
    ...said('anonymous', anonymous),
    ...(byNickname && anonymous !== false ? [t('answers.nickname')] : []),
  ];
}
