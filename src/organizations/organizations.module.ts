import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AuditApiController } from './audit.api.controller.js';
import { Audit } from './audit.js';
import { AuditStaffController } from './audit.staff.controller.js';
import { AuditLog } from './audit-log.js';
import { BouncesApiController } from './bounces.api.controller.js';
import { Organizations } from './organizations.service.js';
import { Passwords } from './passwords.js';
import { Principals } from './principals.js';
import { SignIn } from './sign-in.service.js';
import { SignInStaffController } from './sign-in.staff.controller.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** Tenants, their staff, who may come in, and what was done. The guard holds for every route of every room. */
@Module({
  controllers: [SignInStaffController, AuditStaffController, AuditApiController, BouncesApiController],
  providers: [
    Audit,
    AuditLog,
    Organizations,
    Passwords,
    Principals,
    SignIn,
    SignInThrottle,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Audit, AuditLog, Organizations, Principals],
})
export class OrganizationsModule {}
