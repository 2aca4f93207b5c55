import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashOfToken } from '../../organizations/secret-tokens.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { type Language } from '../../platform/views/messages.js';
import { withLanguage } from '../../platform/views/views.js';
import type { Month } from '../domain/digest-month.js';

/** The links of a subscription to the digest. */
@Injectable()
export class DigestTokens {
  constructor(private readonly config: AppConfig) {}

  /**
   * The token in the links of a subscription: 256 bits made from its id with the application's secret, so that every mail
   * can carry it while nothing but its hash is stored.
   */
  tokenOf(id: string): string {
    return createHmac('sha256', this.config.secret).update(`digest:${id}`).digest('base64url');
  }

  /** SHA-256 (hex), as stored and looked up. */
  hashOf(token: string): string {
    return hashOfToken(token);
  }

  /** Under which it is remembered that an address was not to be asked again: cannot be led back to it without the secret. */
  refusalKeyOf(email: string): string {
    const hash = createHmac('sha256', this.config.secret)
      .update(`digest-refused:${email}`)
      .digest('base64url');
    return `digest-refused:${hash}`;
  }

  /** The page on which its reader says yes, and changes what they get. */
  settingsUrl(id: string, language: Language): string {
    return this.url(id, '', language);
  }

  /** Where one POST ends the subscription (RFC 8058). */
  leaveUrl(id: string, language: Language): string {
    return this.url(id, '/leave', language);
  }

  /** The page with the dates of a month that the subscription asks for. */
  datesUrl(id: string, month: Month, language: Language): string {
    return this.url(id, `/dates/${month}`, language);
  }

  private url(id: string, rest: string, language: Language): string {
    return withLanguage(`${this.config.publicUrl}/digest/${this.tokenOf(id)}${rest}`, language);
  }
}
