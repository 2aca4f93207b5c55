import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

/** What a mail program reads in a letter's head and text. */
export interface Reading {
  readonly subject: string | undefined;
  readonly fromName: string | undefined;
  readonly fromAddress: string | undefined;
  readonly to: readonly (string | undefined)[];
  readonly replyTo: readonly (string | undefined)[];
  readonly text: string | undefined;
  readonly html: string | undefined;
}

/** The same letter as two parsers that know nothing of each other read it. */
export async function readTwice(content: Buffer): Promise<readonly [Reading, Reading]> {
  const [one, other] = await Promise.all([
    PostalMime.parse(content),
    simpleParser(content, { skipHtmlToText: true }),
  ]);
  const to = other.to === undefined ? [] : [other.to].flat().flatMap(({ value }) => value);
  return [
    {
      subject: one.subject,
      fromName: one.from?.name,
      fromAddress: one.from?.address,
      to: (one.to ?? []).map(({ address }) => address),
      replyTo: (one.replyTo ?? []).map(({ address }) => address),
      text: one.text,
      html: one.html,
    },
    {
      subject: other.subject,
      fromName: other.from?.value[0]?.name,
      fromAddress: other.from?.value[0]?.address,
      to: to.map(({ address }) => address),
      replyTo: (other.replyTo?.value ?? []).map(({ address }) => address),
      text: other.text,
      html: other.html || undefined,
    },
  ];
}
