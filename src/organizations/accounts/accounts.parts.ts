import { AccountMails } from './account.mails.js';
import { Account } from './account.service.js';
import { AccountStaffController } from './account.staff.controller.js';
import { AccountAudit } from './account-audit.js';
import { AccountLetters } from './account-letters.js';
import { AccountPage } from './account-page.js';
import { AccountSweep } from './account-sweep.js';
import { DoorPage } from './door-page.js';
import { DoorThrottle } from './door-throttle.js';
import { Accepting } from './invitations/accepting.js';
import { AcceptingStaffController } from './invitations/accepting.staff.controller.js';
import { Invitations } from './invitations/invitations.js';
import { InvitationsStaffController } from './invitations/invitations.staff.controller.js';
import { PasswordResets } from './invitations/password-resets.js';
import { PasswordResetsStaffController } from './invitations/password-resets.staff.controller.js';
import { MailLinks } from './mail-links.js';
import { Members } from './members/members.js';
import { MembersStaffController } from './members/members.staff.controller.js';
import { MembersPage } from './members/members-page.js';
import { OpenIdStaffController } from './openid/openid.staff.controller.js';
import { OpenIdClient } from './openid/openid-client.js';
import { OpenIdLinking } from './openid/openid-linking.js';
import { OpenIdSignIn } from './openid/openid-sign-in.js';
import { Providers } from './openid/providers.js';
import { SignInRulesStaffController } from './openid/sign-in-rules.staff.controller.js';
import { OwnPassword } from './own-password.js';
import { PasskeySignInStaffController } from './passkeys/passkey-sign-in.staff.controller.js';
import { Passkeys } from './passkeys/passkeys.js';
import { PasskeysStaffController } from './passkeys/passkeys.staff.controller.js';
import { Passwords } from './passwords.js';
import { Protection } from './protection.service.js';
import { SecondFactorStaffController } from './second-factor/second-factor.staff.controller.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { Challenges } from './sessions/challenges.js';
import { StaffSessions } from './sessions/staff-sessions.js';
import { SignIn } from './sign-in.service.js';
import { SignInStaffController } from './sign-in.staff.controller.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { StaffAccounts } from './staff-accounts.js';
import { StaffLedger } from './staff-ledger.js';

/** Wiring of the accounts of staff: what the room's module takes in. */
export const ACCOUNT_CONTROLLERS = [
  SignInStaffController,
  PasskeySignInStaffController,
  OpenIdStaffController,
  PasswordResetsStaffController,
  AcceptingStaffController,
  AccountStaffController,
  SecondFactorStaffController,
  PasskeysStaffController,
  MembersStaffController,
  InvitationsStaffController,
  SignInRulesStaffController,
];

export const ACCOUNT_PROVIDERS = [
  Accepting,
  Account,
  AccountAudit,
  AccountLetters,
  AccountMails,
  AccountPage,
  AccountSweep,
  Challenges,
  DoorPage,
  DoorThrottle,
  Invitations,
  MailLinks,
  Members,
  MembersPage,
  OpenIdClient,
  OpenIdLinking,
  OpenIdSignIn,
  OwnPassword,
  Passkeys,
  PasswordResets,
  Passwords,
  Protection,
  Providers,
  SecondFactors,
  SignIn,
  SignInThrottle,
  StaffAccounts,
  StaffLedger,
  StaffSessions,
];
