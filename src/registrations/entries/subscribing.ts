import { BlockList, isIP } from 'node:net';
import { qrPicture } from '../../platform/views/qr-code.js';

/** Everything a page needs to offer a feed: `templates/partials/subscribe.eta` shows it. */
export interface Subscribing {
  /** Under which the calendar is announced to those who add it; a discreet one for a personal calendar. */
  readonly name: string;
  /** The address of the feed itself. */
  readonly url: string;
  /** The same with the scheme for which calendar applications register. */
  readonly webcal: string;
  /** Pages of Google and Microsoft (personal accounts; work and school accounts) that add it; null: they could not fetch it. */
  readonly google: string | null;
  readonly outlook: string | null;
  readonly office: string | null;
  /** Why Google and Microsoft cannot fetch it: the host is not in the public network, or it is not served by TLS. */
  readonly unreachable: 'private' | 'plain' | null;
  /** A picture (`data:` address, SVG) of the QR code. */
  readonly qr: string;
  /** What the QR code leads to: a page with all the ways, or the calendar as such. */
  readonly qrOpens: 'page' | 'calendar';
}

/**
 * The ways into a calendar application for the feed at `url`. The addresses of Google and Microsoft are documented by neither;
 * Google takes a feed under `webcal:` only, Outlook under `https:` only.
 * @param page address that the QR code opens instead of the feed: a phone without an application for `webcal:` can use it too.
 *   It must not be given where it can do more than show the calendar.
 */
export function subscribing(name: string, url: string, page?: string): Subscribing {
  const webcal = url.replace(/^https?:/, 'webcal:');
  const unreachable = obstacleOf(new URL(url));
  // Not URLSearchParams: it writes a space as +, which Outlook would show.
  const addition = `url=${encodeURIComponent(url)}&name=${encodeURIComponent(name)}`;
  const unless = (address: string) => (unreachable ? null : address);
  return {
    name,
    url,
    webcal,
    google: unless(`https://calendar.google.com/calendar/render?cid=${encodeURIComponent(webcal)}`),
    outlook: unless(`https://outlook.live.com/calendar/0/addfromweb?${addition}`),
    office: unless(`https://outlook.office.com/calendar/0/addfromweb?${addition}`),
    unreachable,
    qr: qrPicture(page ?? webcal),
    qrOpens: page === undefined ? 'calendar' : 'page',
  };
}

/** Addresses that only their own network reaches (RFC 1918, 3927, 4193, 4291, 6598, and what a machine calls itself). */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');
PRIVATE.addAddress('::', 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');

/** Names that the public name service does not answer for (RFC 6761, 6762, 8375); one without a dot is of that sort too. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|test|invalid|home\.arpa)$|^[^.]+$/;

function obstacleOf({ protocol, hostname }: URL): Subscribing['unreachable'] {
  const host = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  const isPrivate =
    version === 0 ? PRIVATE_NAME.test(host) : PRIVATE.check(host, version === 6 ? 'ipv6' : 'ipv4');
  if (isPrivate) return 'private';
  return protocol === 'https:' ? null : 'plain';
}
