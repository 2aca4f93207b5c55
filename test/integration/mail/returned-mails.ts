/** A letter that came back: its ledger id, to whom it was written, and what else a case changes. */
export interface Returned {
  readonly id: string;
  readonly recipient: string;
  /** Where the mailbox forwards to; default: nowhere. */
  readonly final?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  /** When the letter was written. */
  readonly date?: string;
  /** Headers of the letter as it was really sent; default: such as it has. */
  readonly headers?: string;
}

const WRITTEN = 'Tue, 01 Apr 2025 00:00:00 +0000';

/** Lines as they stand in a mail. */
function mail(text: string): Buffer {
  return Buffer.from(`${text.replace(/^\n/, '').trimEnd()}\n`.replaceAll('\n', '\r\n'));
}

function headersOf({ id, recipient, date = WRITTEN, headers }: Returned): string {
  if (headers) return headers;
  return `From: =?UTF-8?B?44GK55+l44KJ44Gb?= <noreply@tsudoi.example>
To: ${recipient}
Subject: =?UTF-8?B?5Y+X5LuY44Gu44GK55+l44KJ44Gb?=
Message-ID: <${id}@tsudoi.example>
Date: ${date}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8`;
}

/** Postfix: the letter's headers as a part of their own; Original-Recipient; everything folded. */
export function fromPostfix(given: Returned): Buffer {
  const { recipient, final = recipient, action = 'failed', status = '5.1.1' } = given;
  const {
    diagnostic = '550 5.1.1 <hana@mail.example>:\n    Recipient address rejected: User unknown in local recipient\n    table',
  } = given;
  return mail(`
Return-Path: <>
Date: Tue,  1 Apr 2025 09:00:04 +0900 (JST)
From: MAILER-DAEMON@relay.city.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: noreply@tsudoi.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4A1B22C0E1.1743465604/relay.city.example"
Message-Id: <20250401000004.5F2E12C0E3@relay.city.example>

This is a MIME-encapsulated message.

--4A1B22C0E1.1743465604/relay.city.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.city.example.

I'm sorry to have to inform you that your message could not be delivered.

--4A1B22C0E1.1743465604/relay.city.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.city.example
X-Postfix-Queue-ID: 4A1B22C0E1
X-Postfix-Sender: rfc822; noreply@tsudoi.example
Arrival-Date: Tue,  1 Apr 2025 09:00:01 +0900 (JST)

Final-Recipient: rfc822; ${final}
Original-Recipient: rfc822;${recipient}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.mail.example
Diagnostic-Code: smtp; ${diagnostic}

--4A1B22C0E1.1743465604/relay.city.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <noreply@tsudoi.example>
${headersOf(given)}

--4A1B22C0E1.1743465604/relay.city.example--`);
}

/** Exim: no space behind `rfc822;`, the whole letter comes back, and no word of the original recipient. */
export function fromExim(given: Returned): Buffer {
  const { recipient, final = recipient, action = 'failed', status = '5.0.0' } = given;
  return mail(`
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.town.example>
To: noreply@tsudoi.example
Auto-Submitted: auto-replied
X-Failed-Recipients: ${final}
Content-Type: multipart/report; report-type=delivery-status; boundary=1743465610-eximdsn-1804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tzAbC-0004Xy-2k@mx.town.example>
Date: Tue, 01 Apr 2025 00:00:10 +0000

--1743465610-eximdsn-1804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1743465610-eximdsn-1804289383
Content-type: message/delivery-status

Reporting-MTA: dns; mx.town.example

Action: ${action}
Final-Recipient: rfc822;${final}
Status: ${status}
Remote-MTA: dns; mx.mail.example
Diagnostic-Code: smtp; 550 Unrouteable address

--1743465610-eximdsn-1804289383
Content-type: message/rfc822

Return-path: <noreply@tsudoi.example>
${headersOf(given)}

(body)

--1743465610-eximdsn-1804289383--`);
}

/** Exchange: report type in quotes, words for people in base64, fields in another order, brackets around nothing. */
export function fromExchange(given: Returned): Buffer {
  const { recipient, final = recipient, action = 'failed', status = '5.1.10' } = given;
  return mail(`
From: Microsoft Outlook
 <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@mail.example>
To: <noreply@tsudoi.example>
Date: Tue, 1 Apr 2025 00:00:07 +0000
Content-Type: multipart/report; report-type="delivery-status";
\tboundary="_f0e1d2c3-b4a5-4968-8778-695a4b3c2d1e_"
Content-Language: ja-JP
Message-ID: <b5e0a1c2-d3f4-4556-a778-899aabbccdde@DB1PR01MB0001.prod.mail.example>
In-Reply-To: <${given.id}@tsudoi.example>
References: <${given.id}@tsudoi.example>
Subject: =?UTF-8?B?6YWN5L+h5LiN6IO9?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_f0e1d2c3-b4a5-4968-8778-695a4b3c2d1e_
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="_alt_"

--_alt_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

6YWN5L+h44Gn44GN44G+44Gb44KT44Gn44GX44Gf

--_alt_
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PHA+6YWN5L+h44Gn44GN44G+44Gb44KT44Gn44GX44GfPC9wPg==

--_alt_--

--_f0e1d2c3-b4a5-4968-8778-695a4b3c2d1e_
Content-Type: message/delivery-status

Reporting-MTA: dns;DB1PR01MB0001.prod.mail.example
Received-From-MTA: dns;relay.city.example
Arrival-Date: Tue, 1 Apr 2025 00:00:05 +0000

Final-Recipient: rfc822;${final}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp;550 ${status} RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: ${final}

--_f0e1d2c3-b4a5-4968-8778-695a4b3c2d1e_
Content-Type: message/rfc822

Received: from relay.city.example (192.0.2.1) by DB1PR01MB0001.prod.mail.example
${headersOf(given)}

(body)

--_f0e1d2c3-b4a5-4968-8778-695a4b3c2d1e_--`);
}

/** Gmail: a picture beside the words, blank space behind fields, several recipients of which one is ours. */
export function fromGmail(given: Returned): Buffer {
  const { recipient, final = recipient, action = 'failed', status = '5.1.1' } = given;
  return mail(`
Received: by 2002:a05:6000:1 with SMTP id x1; Mon, 31 Mar 2025 17:00:05 -0700 (PDT)
From: Mail Delivery Subsystem <mailer-daemon@mail.example>
To: noreply@tsudoi.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <${given.id}@tsudoi.example>
In-Reply-To: <${given.id}@tsudoi.example>
Message-ID: <67eb2d45.050a0220.1234ab.0001.GMR@mx.mail.example>
Date: Mon, 31 Mar 2025 17:00:05 -0700 (PDT)
Content-Type: multipart/report; boundary="0000000000009f8e7d"; report-type=delivery-status

--0000000000009f8e7d
Content-Type: multipart/related; boundary="0000000000009f8e7c"

--0000000000009f8e7c
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--0000000000009f8e7c
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=
--0000000000009f8e7c--

--0000000000009f8e7d
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Received-From-MTA: dns; noreply@tsudoi.example
Arrival-Date: Mon, 31 Mar 2025 17:00:03 -0700 (PDT)
X-Original-Message-ID: <${given.id}@tsudoi.example>

Final-Recipient: rfc822; someone-else@mail.example
Action: delivered
Status: 2.0.0

Final-Recipient: rfc822; ${final}
Action: ${action}\u0020
Status: ${status}
Remote-MTA: dns; mx.mail.example. (192.0.2.26, the server for the domain mail.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces.
Last-Attempt-Date: Mon, 31 Mar 2025 17:00:05 -0700 (PDT)

--0000000000009f8e7d
Content-Type: text/rfc822-headers

${headersOf(given)}

--0000000000009f8e7d--`);
}

/** A Japanese carrier: words in ISO-2022-JP, a quoted local part, the name of the envelope and no letter back. */
export function fromCarrier(given: Returned): Buffer {
  const { recipient, action = 'failed', status = '5.2.1' } = given;
  const at = recipient.lastIndexOf('@');
  return mail(`
Return-Path: <>
Date: Tue, 1 Apr 2025 09:00:03 +0900 (JST)
From: MAILER-DAEMON@mobile.example
To: noreply@tsudoi.example
Subject: =?ISO-2022-JP?B?GyRCR1s/LiRHJC0kXiQ7JHMbKEI=?=
MIME-Version: 1.0
Content-Type: Multipart/Report; Report-Type=Delivery-Status; Boundary="carrier/1743465603"

--carrier/1743465603
Content-Type: text/plain; charset=ISO-2022-JP
Content-Transfer-Encoding: 7bit

\u001b$BAw?.$G$-$^$;$s$G$7$?\u001b(B

--carrier/1743465603
Content-Type: Message/Delivery-Status

Original-Envelope-Id: ${given.id}
Reporting-MTA: dns; mfsmax.mobile.example

Original-Recipient: rfc822;"${recipient.slice(0, at)}"@${recipient.slice(at + 1).toUpperCase()}
Final-Recipient: rfc822;"${recipient.slice(0, at)}"@${recipient.slice(at + 1)}
Action: ${action}
Status: ${status} (mailbox disabled)

--carrier/1743465603--`);
}

/** The same told in words alone, as some hosts still do. */
export function inWordsAlone({ id, recipient }: Returned): Buffer {
  return mail(`
Return-Path: <>
From: MAILER-DAEMON@freemail.example
To: noreply@tsudoi.example
Subject: failure notice
Auto-Submitted: auto-replied

Message from freemail.example.
Unable to deliver message to the following address(es).

<${recipient}>:
This user doesn't have a freemail.example account (${recipient}) [0]

--- Original message follows.

Message-ID: <${id}@tsudoi.example>`);
}

export function absenceNotice({ id, recipient }: Returned): Buffer {
  return mail(`
Return-Path: <>
From: ${recipient}
To: noreply@tsudoi.example
Subject: =?UTF-8?B?5LiN5Zyo44Gu44GK55+l44KJ44Gb?=
Auto-Submitted: auto-replied (vacation)
In-Reply-To: <${id}@tsudoi.example>
Content-Type: text/plain; charset=utf-8

不在です。`);
}

/** A person who answers, and quotes a report that they once got. */
export function personWhoQuotes(given: Returned): Buffer {
  return mail(`
From: ${given.recipient}
To: noreply@tsudoi.example
Subject: Fwd: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="forwarded"

--forwarded
Content-Type: text/plain

What is this?

--forwarded
Content-Type: message/rfc822

${fromPostfix(given).toString().replaceAll('\r\n', '\n')}
--forwarded--`);
}
