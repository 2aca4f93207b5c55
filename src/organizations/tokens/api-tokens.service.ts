import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { addDays, civilDateOf, instantOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { Audit } from '../audit/audit.js';
import { Organization } from '../organization.entity.js';
import type { Principal, Role } from '../principal.js';
import { hashOfToken, newSecretToken } from '../secret-tokens.js';
import { ApiToken } from './api-token.entity.js';
import { ApiTokenRole } from './api-token-role.entity.js';
import type { TokenRequest } from './api-tokens.dto.js';

/** By this people and secret scanners recognise a leaked token of ours. */
const API_TOKEN_PREFIX = 'tsu_';

/** A token as the page lists it. One made at the command line may act for several organizations: it is in the list of each. */
export interface TokenRow {
  readonly id: string;
  readonly label: string;
  readonly organization: string;
  readonly organizationEn: string | null;
  readonly timeZone: string;
  readonly role: Role;
  readonly scopes: readonly string[] | null;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A token as the operator wants it. */
export interface OperatorToken {
  /** The organizations for which the token may act, each in the same role. */
  readonly organizationSlugs: readonly string[];
  /** What the token is for, as the audit log shows it. */
  readonly label: string;
  readonly role: Role;
}

interface WantedToken {
  readonly label: string;
  readonly role: Role;
  /** Null: everything that the role may. */
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
  /** What the log says of it beside label and role. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Who acts at the command line. */
const OPERATOR = 'system';

const TOKENS = `
  SELECT t.id, t.label, o.name AS organization, o.name_en AS "organizationEn", o.time_zone AS "timeZone", r.role,
         t.scopes, t.created_at AS "createdAt", m.name AS "createdBy", t.expires_at AS "expiresAt",
         t.last_used_at AS "lastUsedAt"
    FROM api_tokens t
    JOIN api_token_roles r ON r.token_id = t.id
    JOIN organizations o ON o.id = r.organization_id
    LEFT JOIN staff_members m ON t.created_by = 'staff:' || m.id
   WHERE r.organization_id = ANY ($1) AND t.revoked_at IS NULL
   ORDER BY o.name, o.id, t.created_at DESC, t.id`;

/** Tokens with which other systems act for an organization, as its owners and the operator make and end them. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  list(principal: Principal): Promise<TokenRow[]> {
    return this.db.query(TOKENS, [principal.organizationsWith('owner')]);
  }

  /**
   * A token of one organization, as its owner wants it.
   * @returns the token's text; it cannot be had again
   * @throws DomainError `unknown` for an organization that is not theirs, `forbidden` for all but its owners, `invalid` where it
   * would have ended already
   */
  async create(principal: Principal, request: TokenRequest): Promise<string> {
    const organization = await this.db.manager.findOneBy(Organization, { slug: request.organization });
    if (!organization) throw new DomainError('unknown');
    principal.require('owner', organization.id);
    const { label, role, scopes, expiresOn } = request;
    if (expiresOn && expiresOn < civilDateOf(this.clock.now(), organization.timeZone))
      throw new DomainError('invalid', { faults: [{ field: 'expiresOn', code: 'alreadyOver' }] });
    const expiresAt = expiresOn ? instantOf(addDays(expiresOn, 1), '00:00', organization.timeZone) : null;
    return this.make(principal.actor, [organization.id], {
      ...{ label, role, scopes, expiresAt },
      facts: { scopes, expiresOn: expiresOn ?? null },
    });
  }

  /**
   * A token for everything that its role may, in any number of organizations: an act of the operator.
   * @returns the token's text; it cannot be had again
   * @throws DomainError `unknown` (no such organization)
   */
  async createForOperator({ organizationSlugs, label, role }: OperatorToken): Promise<string> {
    const slugs = [...new Set(organizationSlugs)];
    const organizations = await this.db.manager.findBy(Organization, { slug: In(slugs) });
    if (organizations.length < slugs.length) throw new DomainError('unknown');
    const ids = organizations.map(({ id }) => id);
    return this.make(OPERATOR, ids, { label, role, scopes: null, expiresAt: null, facts: {} });
  }

  /**
   * Ends a token, at once and for good, for all organizations that it acts for. Repeated, it changes nothing.
   * @throws DomainError `unknown` where it is nothing of theirs
   */
  async revoke(principal: Principal, id: string): Promise<void> {
    const own = principal.organizationsWith('owner');
    await this.end(principal.actor, isUuid(id) ? { id } : null, (roles) =>
      roles.some(({ organizationId }) => own.includes(organizationId)),
    );
  }

  /**
   * The same by the operator.
   * @param token its text, as it leaked or was found
   * @throws DomainError `unknown`
   */
  async revokeText(token: string): Promise<void> {
    await this.end(OPERATOR, { tokenHash: hashOfToken(token) }, () => true);
  }

  /** Only the hash of the text, `tsu_` and 43 characters, is kept. */
  private async make(
    actor: string,
    organizationIds: readonly string[],
    wanted: WantedToken,
  ): Promise<string> {
    const { label, role, scopes, expiresAt, facts } = wanted;
    const token = newSecretToken(API_TOKEN_PREFIX);
    const id = newId();
    await inTransaction(this.db, async (tx) => {
      await tx.insert(ApiToken, {
        ...{ id, tokenHash: hashOfToken(token), label, expiresAt },
        scopes: scopes && [...scopes],
        createdAt: this.clock.now(),
        createdBy: actor === OPERATOR ? null : actor,
      });
      await tx.insert(
        ApiTokenRole,
        organizationIds.map((organizationId) => ({ tokenId: id, organizationId, role })),
      );
      await this.audit.recordAll(
        tx,
        organizationIds.map((organizationId) => ({
          ...{ organizationId, actor, action: 'token.created', subjectId: id },
          after: { label, role, ...facts },
        })),
      );
    });
    return token;
  }

  private async end(
    actor: string,
    which: { readonly id: string } | { readonly tokenHash: string } | null,
    isTheirs: (roles: readonly ApiTokenRole[]) => boolean,
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      // Locked: of two who end it at once, one writes it down.
      const lock = { mode: 'pessimistic_write' } as const;
      const token = which && (await tx.findOne(ApiToken, { where: which, lock }));
      const roles = token ? await tx.findBy(ApiTokenRole, { tokenId: token.id }) : [];
      if (!token || !isTheirs(roles)) throw new DomainError('unknown');
      if (token.revokedAt) return;
      await tx.update(ApiToken, { id: token.id }, { revokedAt: this.clock.now() });
      await this.audit.recordAll(
        tx,
        roles.map(({ organizationId, role }) => ({
          ...{ organizationId, actor, action: 'token.revoked', subjectId: token.id },
          before: { label: token.label, role },
        })),
      );
    });
  }
}
