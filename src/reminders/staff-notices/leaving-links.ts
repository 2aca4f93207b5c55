import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config.js';
import { withLanguage } from '../../platform/views/views.js';
import type { Reader } from './readers.queries.js';
import type { StaffNotice } from './staff-notices.js';

/** Which mails a link stops: of this kind, from this organization, to this staff member. */
export interface Leaving {
  readonly kind: StaffNotice;
  readonly memberId: string;
  readonly organizationId: string;
}

/** The links in mails to staff by which they stop mails of that kind, without signing in. */
@Injectable()
export class LeavingLinks {
  constructor(private readonly config: AppConfig) {}

  /** Where one POST stops mails (RFC 8058), and a GET asks first. It can do nothing else. */
  urlOf(kind: StaffNotice, { id, organizationId, language }: Reader): string {
    const proof = this.proofOf({ kind, memberId: id, organizationId });
    return withLanguage(
      `${this.config.publicUrl}/staff-notices/leave/${kind}/${id}/${organizationId}/${proof}`,
      language,
    );
  }

  /** True for a proof that `urlOf` has made for the same. */
  isProof(leaving: Leaving, proof: string): boolean {
    const [made, given] = [Buffer.from(this.proofOf(leaving)), Buffer.from(proof)];
    return made.length === given.length && timingSafeEqual(made, given);
  }

  private proofOf({ kind, memberId, organizationId }: Leaving): string {
    return createHmac('sha256', this.config.secret)
      .update(`staff-notices:${kind}:${memberId}:${organizationId}`)
      .digest('base64url');
  }
}
