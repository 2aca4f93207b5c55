import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError } from 'commander';
import { StaffAccounts } from '../organizations/accounts/staff-accounts.js';
import { Organizations } from '../organizations/organizations.service.js';
import { ROLES, type Role } from '../organizations/principal.js';
import type { CommandTools } from './command-tools.js';

/** A role, as it is typed. */
export function role(value: string): Role {
  if ((ROLES as readonly string[]).includes(value)) return value as Role;
  throw new InvalidArgumentError(`one of ${ROLES.join(', ')}`);
}

/** Adds `tsudoi staff …`: people who sign in, as the operator sees them. Whoever can start it may do everything. */
export function addStaffCommand(
  program: Command,
  { withApp, print }: CommandTools,
  readPassword: () => Promise<string>,
): void {
  const staff = program.command('staff').description('people who sign in');
  const acting = (act: (accounts: StaffAccounts) => Promise<void>, done: string) =>
    withApp(async (app: INestApplicationContext) => {
      await act(app.get(StaffAccounts));
      print(done);
    });
  staff
    .command('add')
    .description(
      'add a staff member, or a role for one; the password is read from TSUDOI_PASSWORD or standard input',
    )
    .requiredOption('--email <address>')
    .requiredOption('--name <name>')
    .requiredOption('--organization <slug>')
    .requiredOption('--role <role>', ROLES.join(', '), role)
    .action(async (given: { email: string; name: string; organization: string; role: Role }) => {
      const password = await readPassword();
      await withApp(async (app) => {
        const { organization, ...person } = given;
        const { isNewAccount } = await app
          .get(Organizations)
          .addStaff({ ...person, password, organizationSlug: organization });
        print(isNewAccount ? 'added' : 'role given; the account and its password were there already');
      });
    });

  staff
    .command('list')
    .description('who has a role in an organization: address, role, second factor, last sign-in')
    .requiredOption('--organization <slug>')
    .action(async ({ organization }: { organization: string }) =>
      withApp(async (app) => {
        for (const member of await app.get(StaffAccounts).list(organization)) {
          const { email, name, role: held, hasTotp, passkeys, lastSignedInAt, disabledAt } = member;
          const factors = [...(hasTotp ? ['totp'] : []), ...(passkeys > 0 ? [`passkeys=${passkeys}`] : [])];
          const seen = lastSignedInAt?.toISOString() ?? 'never';
          print([email, name, held, factors.join(' ') || '-', seen, disabledAt ? 'disabled' : ''].join('\t'));
        }
      }),
    );

  staff
    .command('role')
    .description('change the role of a staff member in an organization')
    .requiredOption('--email <address>')
    .requiredOption('--organization <slug>')
    .requiredOption('--role <role>', ROLES.join(', '), role)
    .action(async (given: { email: string; organization: string; role: Role }) =>
      acting((accounts) => accounts.giveRole(given.email, given.organization, given.role), 'changed'),
    );

  staff
    .command('disable')
    .description('close an account: its sessions end at once, for every organization')
    .requiredOption('--email <address>')
    .action(async ({ email }: { email: string }) =>
      acting((accounts) => accounts.disable(email), 'disabled'),
    );

  staff
    .command('enable')
    .description('open a closed account again')
    .requiredOption('--email <address>')
    .action(async ({ email }: { email: string }) => acting((accounts) => accounts.enable(email), 'enabled'));

  staff
    .command('reset-second-factor')
    .description(
      'take the authenticator application and passkeys from somebody who lost them; a mail tells them',
    )
    .requiredOption('--email <address>')
    .action(async ({ email }: { email: string }) =>
      acting((accounts) => accounts.resetFactors(email), 'reset'),
    );
}
