import type { Received } from './smtp-peer.js';

/** A whole mail as a golden file keeps it: headers as sent, then decoded. Only Date and boundary are left out. */
export function readableMail({ raw, mail }: Received): Buffer {
  const [headers = ''] = raw.split('\r\n\r\n', 1);
  const kept = headers
    .replace(/^Date: .*$/m, 'Date: (left out)')
    .replace(/boundary="[^"]+"/, 'boundary="(left out)"')
    .replaceAll('\r\n', '\n');
  const decoded = `From name: ${mail.from?.name}\nSubject: ${mail.subject}`;
  return Buffer.from(
    [kept, '===== decoded', decoded, '===== text', mail.text, '===== html', mail.html].join('\n'),
  );
}
