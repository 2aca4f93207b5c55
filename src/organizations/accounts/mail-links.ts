import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config.js';
import { derivedKey } from '../../platform/http/cookies.js';
import type { Language } from '../../platform/views/messages.js';
import { withLanguage } from '../../platform/views/views.js';

/** What a link in a mail to staff is for. */
export type LinkKind = 'invitation' | 'password';

const PATHS: Readonly<Record<LinkKind, string>> = {
  invitation: '/staff/invitations',
  password: '/staff/new-password',
};

/**
 * The links that go by mail: 256 bits made from the id of the row with the application's secret. The mail is written when it is sent,
 * and neither the ledger nor the table holds the link; what is kept is a hash.
 */
@Injectable()
export class MailLinks {
  constructor(private readonly config: AppConfig) {}

  /** @param version another one is another link */
  tokenOf(kind: LinkKind, id: string, version = 0): string {
    return createHmac('sha256', derivedKey(this.config, `staff ${kind} links`))
      .update(`${id}:${version}`)
      .digest('base64url');
  }

  urlOf(kind: LinkKind, token: string, language: Language): string {
    return withLanguage(`${this.config.publicUrl}${PATHS[kind]}/${token}`, language);
  }
}
