import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AccentColours,
  accentColours,
  contrastOf,
  GROUNDS,
  isColour,
  isLegibleAccent,
  LEAST_CONTRAST,
  nearestLegible,
} from '../../../src/shared/accent.js';

const channel = fc.integer({ min: 0, max: 255 });
const anyColour = fc
  .tuple(channel, channel, channel)
  .map((channels) => `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`);
/** What an organization may save. */
const accents = anyColour.map(nearestLegible);

/** Pairs of colours that stand one on the other, in one of the two looks. */
function pairs(colours: AccentColours, grounds: readonly string[]) {
  const texts = { link: colours.link, linkHover: colours.linkHover, linkVisited: colours.linkVisited };
  return [
    ...Object.entries(texts).flatMap(([name, text]) =>
      [...grounds, colours.actSoft].map((ground) => ({ name, text, ground })),
    ),
    { name: 'label', text: colours.actText, ground: colours.act },
    { name: 'label under the pointer', text: colours.actText, ground: colours.actHover },
    { name: 'outline', text: colours.act, ground: grounds[0] as string },
    { name: 'outline under the pointer', text: colours.actHover, ground: colours.actSoft },
  ].filter(({ text, ground }) => contrastOf(text, ground) < LEAST_CONTRAST);
}

describe('the colour of an organization', () => {
  it('can be read wherever it stands, in light and in dark, whatever was accepted', () => {
    fc.assert(
      fc.property(accents, (accent) => {
        const { light, dark } = accentColours(accent);
        expect(pairs(light, GROUNDS.light)).toEqual([]);
        expect(pairs(dark, GROUNDS.dark)).toEqual([]);
        for (const colour of [...Object.values(light), ...Object.values(dark)])
          expect(isColour(colour)).toBe(true);
      }),
      { numRuns: 400, seed: 8 },
    );
  });

  it('is the colour that was chosen, where buttons are filled in light', () => {
    expect(accentColours('#0b6e4f').light).toMatchObject({ act: '#0b6e4f', actText: '#ffffff' });
  });

  it('is refused where white cannot be read on it, and a shade that can is proposed', () => {
    expect(isLegibleAccent('#f5c400')).toBe(false);
    expect(isLegibleAccent('#767676')).toBe(true);
    expect(isLegibleAccent('#777777')).toBe(false);
    fc.assert(
      fc.property(anyColour, (colour) => {
        const proposed = nearestLegible(colour);
        expect(isLegibleAccent(proposed)).toBe(true);
        if (isLegibleAccent(colour)) expect(proposed).toBe(colour);
        // No darker than it needs to be.
        else expect(contrastOf(proposed, '#ffffff')).toBeLessThan(5);
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('tells visited links apart, a purple town’s too', () => {
    for (const accent of ['#8b008b', '#0017c1', '#0b6e4f', '#a90000', '#333333']) {
      const { light, dark } = accentColours(accent);
      expect(light.linkVisited).not.toBe(light.link);
      expect(dark.linkVisited).not.toBe(dark.link);
    }
  });
});
