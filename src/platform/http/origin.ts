import { isIPv6 } from 'node:net';

/**
 * What counts as one origin of requests: an address, or the /64 of an IPv6 address, for one household has a whole one
 * (RFC 6177).
 */
export function originOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const zeros = 8 - groups(head).length - groups(tail).length;
  const whole = address.includes('::')
    ? [...groups(head), ...Array(zeros).fill('0'), ...groups(tail)]
    : groups(head);
  return whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
