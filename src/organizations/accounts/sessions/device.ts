/** A browser and what it runs on, as far as it says so. Words for each are in the message catalogues. */
export interface Device {
  readonly browser: 'edge' | 'samsung' | 'firefox' | 'chrome' | 'safari' | 'other';
  readonly system: 'iphone' | 'ipad' | 'android' | 'windows' | 'mac' | 'chromeos' | 'linux' | 'other';
}

/** Each browser also names those that it wants to be taken for: the more particular comes first. */
const BROWSERS = [
  ['edge', /\bEdg(e|A|iOS)?\//],
  ['samsung', /\bSamsungBrowser\//],
  ['firefox', /\b(Firefox|FxiOS)\//],
  ['chrome', /\b(Chrome|CriOS|HeadlessChrome)\//],
  ['safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['iphone', /\biPhone\b/],
  ['ipad', /\biPad\b/],
  ['android', /\bAndroid\b/],
  ['windows', /\bWindows\b/],
  ['mac', /\bMacintosh\b/],
  ['chromeos', /\bCrOS\b/],
  ['linux', /\bLinux\b/],
] as const;

/** What a `User-Agent` header (RFC 9110 §10.1.5) says, for people to tell their own devices apart. It proves nothing. */
export function deviceOf(userAgent: string): Device {
  return {
    browser: BROWSERS.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other',
    system: SYSTEMS.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other',
  };
}
