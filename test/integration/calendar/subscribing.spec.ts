import { describe, expect, it } from '@jest/globals';
import { decodeQR } from 'qr/decode.js';
import { subscribing } from '../../../src/registrations/entries/subscribing.js';

const FEED = 'https://tsudoi.example/calendar/hikari/family-class.ics?kind=lecture,forum&lang=en';

/** The modules of a QR picture, as a reader sees them: white ground, each dark run four pixels to the module. */
function pixelsOf(picture: string) {
  const svg = Buffer.from(picture.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]) * 4;
  expect(svg).toContain(`<path fill="#fff" d="M0 0h${size / 4}v${size / 4}H0z"/>`);
  const data = new Uint8Array(size * size * 4).fill(255);
  const dark = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)].map((run) => run.slice(1).map(Number));
  for (const [x = 0, y = 0, width = 0] of dark) {
    for (let row = y * 4; row < y * 4 + 4; row += 1) {
      for (let column = x * 4; column < (x + width) * 4; column += 1) {
        data.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3);
      }
    }
  }
  return { width: size, height: size, data, dark };
}

describe('the ways into a calendar application', () => {
  it('give each client the address in the form that it takes', () => {
    const ways = subscribing('ひかり市 家族&教室 ①', FEED);
    expect(ways).toMatchObject({ url: FEED, webcal: FEED.replace('https:', 'webcal:'), unreachable: null });
    const google = new URL(ways.google ?? '');
    expect([google.origin + google.pathname, google.searchParams.get('cid')]).toEqual([
      'https://calendar.google.com/calendar/render',
      ways.webcal,
    ]);
    for (const [address, origin] of [
      [ways.outlook, 'https://outlook.live.com'],
      [ways.office, 'https://outlook.office.com'],
    ] as const) {
      const outlook = new URL(address ?? '');
      expect(outlook.origin + outlook.pathname).toBe(`${origin}/calendar/0/addfromweb`);
      expect(outlook.searchParams.get('url')).toBe(FEED);
      expect(outlook.searchParams.get('name')).toBe('ひかり市 家族&教室 ①');
      expect(address).not.toContain('+');
    }
  });

  it('leave out those whose servers could not fetch it, and say why', () => {
    const reasonOf = (origin: string) => subscribing('x', `${origin}/calendar/all.ics`).unreachable;
    for (const host of [
      'localhost:3000',
      '127.0.0.1:3000',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.20:8080',
      '169.254.1.1',
      '[::1]:3000',
      '[fd00::1]',
      'intranet',
      'tsudoi.local',
      'a.home.arpa',
    ]) {
      expect(`${host} ${reasonOf(`https://${host}`)}`).toBe(`${host} private`);
      expect(`${host} ${reasonOf(`http://${host}`)}`).toBe(`${host} private`);
    }
    for (const host of ['tsudoi.example', '203.0.113.5', '172.32.0.1', '[2001:db8::1]', 'local.example']) {
      expect(`${host} ${reasonOf(`http://${host}`)}`).toBe(`${host} plain`);
      expect(`${host} ${reasonOf(`https://${host}`)}`).toBe(`${host} null`);
    }
    expect(subscribing('x', 'http://localhost:3000/calendar/all.ics')).toMatchObject({
      webcal: 'webcal://localhost:3000/calendar/all.ics',
      google: null,
      outlook: null,
      office: null,
    });
  });

  it('a QR code reads back as the calendar, or as the page that it was given', () => {
    const alone = subscribing('予定', FEED);
    expect([decodeQR(pixelsOf(alone.qr)), alone.qrOpens]).toEqual([alone.webcal, 'calendar']);
    const page = `https://tsudoi.example/calendar?organization=hikari&entries=en${'&kind=lecture'.repeat(12)}`;
    const withPage = subscribing('予定', FEED, page);
    expect([decodeQR(pixelsOf(withPage.qr)), withPage.qrOpens]).toEqual([page, 'page']);
  });

  it('leaves four light modules on each side of the code', () => {
    const { dark, width } = pixelsOf(subscribing('予定', FEED).qr);
    const size = width / 4;
    expect(Math.min(...dark.map(([x = 0]) => x))).toBe(4);
    expect(Math.min(...dark.map(([, y = 0]) => y))).toBe(4);
    expect(Math.max(...dark.map(([x = 0, , run = 0]) => x + run))).toBe(size - 4);
    expect(Math.max(...dark.map(([, y = 0]) => y))).toBe(size - 5);
  });
});
