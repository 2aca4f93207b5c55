import { Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { AppConfig } from '../../../platform/config/app-config.js';
import { DomainError } from '../../../shared/domain-error.js';
import { newId } from '../../../shared/ids.js';
import { Challenges } from '../sessions/challenges.js';
import { StaffMember } from '../staff-member.entity.js';
import { Passkey } from './passkey.entity.js';

/** How many one person may have: some devices, some keys in drawers. */
const MOST_PASSKEYS = 20;

/** The ceremonies of WebAuthn Level 3 with the browser: making a passkey, and showing that one has it. */
@Injectable()
export class Passkeys {
  /** The domain for which passkeys are good, and the one origin that may use them. */
  private readonly party: { readonly id: string; readonly origin: string };

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly challenges: Challenges,
    config: AppConfig,
  ) {
    const { hostname, origin } = new URL(config.publicUrl);
    this.party = { id: hostname, origin };
  }

  list(staffMemberId: string): Promise<Passkey[]> {
    return this.db.manager.find(Passkey, {
      where: { staffMemberId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** What the browser needs to make one: of any sort, but found without a name, and asking for the finger, the face or a PIN. */
  async optionsToMake(staffMemberId: string, site: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const member = await this.db.manager.findOneByOrFail(StaffMember, { id: staffMemberId });
    const known = await this.list(staffMemberId);
    const made = await generateRegistrationOptions({
      rpName: site,
      rpID: this.party.id,
      userID: new TextEncoder().encode(staffMemberId),
      userName: member.email,
      userDisplayName: member.name,
      excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.challenges.begin({ kind: 'passkey_setup', staffMemberId, token: made.challenge });
    return made;
  }

  /**
   * Keeps one that the browser has made.
   * @param answer JSON of the browser
   * @throws DomainError `invalid` (`passkey`) for what it did not make for this person, here and just now
   */
  async keep(tx: EntityManager, staffMemberId: string, answer: string, label: string): Promise<void> {
    const response = parsed<RegistrationResponseJSON>(answer);
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: async (challenge) =>
        (await this.challenges.take('passkey_setup', challenge))?.staffMemberId === staffMemberId,
      expectedOrigin: this.party.origin,
      expectedRPID: this.party.id,
      requireUserVerification: true,
    }).catch(() => ({ verified: false as const }));
    if (!verified.verified) throw refused();
    const { credential, credentialBackedUp } = verified.registrationInfo;
    if ((await tx.countBy(Passkey, { staffMemberId })) >= MOST_PASSKEYS) throw refused('tooManyPasskeys');
    if (await tx.existsBy(Passkey, { credentialId: credential.id })) throw refused();
    await tx.insert(Passkey, {
      id: newId(),
      staffMemberId,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: [...(response.response.transports ?? [])].filter((one) => /^[a-z-]{1,20}$/.test(one)),
      backedUp: credentialBackedUp,
      label,
      createdAt: this.clock.now(),
    });
  }

  /** What the browser needs to show that its user has one. It asks whom to sign in; nobody is named. */
  async optionsToShow(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const asked = await generateAuthenticationOptions({ rpID: this.party.id, userVerification: 'required' });
    await this.challenges.begin({ kind: 'passkey_sign_in', token: asked.challenge });
    return asked;
  }

  /**
   * Whose passkey the browser has shown; undefined where it has shown none of ours, here and just now. Finger, face or PIN were
   * asked for: it counts for both factors.
   * @param answer JSON of the browser
   */
  async ownerShown(answer: string): Promise<string | undefined> {
    const response = parsed<AuthenticationResponseJSON>(answer);
    const passkey = await this.db.manager.findOneBy(Passkey, { credentialId: String(response.id) });
    if (!passkey) return undefined;
    const { id, credentialId, publicKey, counter, transports, staffMemberId } = passkey;
    const shown = await verifyAuthenticationResponse({
      response,
      expectedChallenge: async (challenge) =>
        (await this.challenges.take('passkey_sign_in', challenge)) !== null,
      expectedOrigin: this.party.origin,
      expectedRPID: this.party.id,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter,
        transports,
      },
      requireUserVerification: true,
    }).catch(() => undefined);
    if (!shown?.verified) return undefined;
    const { newCounter, credentialBackedUp } = shown.authenticationInfo;
    // Where two copies count apart, the second of two answers at once finds another counter and is refused.
    const { affected } = await this.db.manager.update(
      Passkey,
      { id, counter },
      { counter: newCounter, backedUp: credentialBackedUp, lastUsedAt: this.clock.now() },
    );
    return affected === 1 ? staffMemberId : undefined;
  }

  async rename(staffMemberId: string, id: string, label: string): Promise<void> {
    await this.db.manager.update(Passkey, { id, staffMemberId }, { label });
  }

  /** One that is gone already is no fault. @returns whether there was one */
  async remove(tx: EntityManager, staffMemberId: string, id: string): Promise<boolean> {
    const { affected } = await tx.delete(Passkey, { id, staffMemberId });
    return affected === 1;
  }
}

function refused(code = 'passkey'): DomainError {
  return new DomainError('invalid', { faults: [{ field: 'passkey', code }] });
}

/** JSON of a browser, of which nothing is known yet: the library looks at each part. */
function parsed<Answer>(text: string): Answer {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Answer;
  } catch {
    throw refused();
  }
  throw refused();
}
