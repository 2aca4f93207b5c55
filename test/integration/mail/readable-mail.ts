import type { Received } from './smtp-peer.js';

/** A whole mail as a golden file keeps it: headers as sent, then decoded. Only Date and boundaries are left out. */
export function readableMail({ raw, mail }: Received): Buffer {
  const [headers = ''] = raw.split('\r\n\r\n', 1);
  const kept = headers
    .replace(/^Date: .*$/m, 'Date: (left out)')
    .replace(/boundary="[^"]+"/, 'boundary="(left out)"')
    .replaceAll('\r\n', '\n');
  const decoded = `From name: ${mail.from?.name}\nSubject: ${mail.subject}`;
  return Buffer.from(
    [
      ...[kept, '===== decoded', decoded, '===== text', mail.text, '===== html', mail.html],
      ...attachmentsOf(raw).flatMap(({ head, content }) => ['===== attached', head, '', content]),
    ].join('\n'),
  );
}

/** What is attached: the headers of its part as sent, and what it holds, with lines that end in LF. */
function attachmentsOf(raw: string): { readonly head: string; readonly content: string }[] {
  return raw
    .split(/\r\n--[^\r\n]+\r\n/)
    .filter((part) => /^Content-Disposition: attachment/m.test(part))
    .map((part) => {
      const [head = '', body = ''] = part.split('\r\n\r\n');
      const content = Buffer.from(body.split('\r\n--', 1)[0] ?? '', 'base64').toString('utf8');
      return { head: head.replaceAll('\r\n', '\n'), content: content.replaceAll('\r\n', '\n') };
    });
}
