/**
 * Audiences of which a programme must name one, so that whoever chooses `audience` on a page finds it: what is for anyone is for
 * them too. Feeds and the API take the word as it stands.
 */
export function audiencesFor(audience: string | undefined): readonly string[] | undefined {
  return audience === undefined ? undefined : [...new Set([audience, 'anyone'])];
}
