import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ACCOUNT_CONTROLLERS, ACCOUNT_PROVIDERS } from './accounts/accounts.parts.js';
import { AuditApiController } from './audit/audit.api.controller.js';
import { Audit } from './audit/audit.js';
import { AuditStaffController } from './audit/audit.staff.controller.js';
import { AuditExport } from './audit/audit-export.js';
import { AuditLog } from './audit/audit-log.js';
import { Looks } from './audit/looks.js';
import { BouncesApiController } from './bounces.api.controller.js';
import { Organizations } from './organizations.service.js';
import { Pictures } from './pictures/pictures.js';
import { PicturesPublicController } from './pictures/pictures.public.controller.js';
import { TownLooks } from './pictures/town-looks.js';
import { Principals } from './principals.js';
import { SettingsStaffController } from './settings/settings.staff.controller.js';
import { ApiTokens } from './tokens/api-tokens.service.js';
import { TokensStaffController } from './tokens/tokens.staff.controller.js';

/** Tenants, their staff, who may come in, and what was done. The guard holds for every route of every room. */
@Module({
  controllers: [
    ...ACCOUNT_CONTROLLERS,
    AuditStaffController,
    AuditApiController,
    BouncesApiController,
    TokensStaffController,
    SettingsStaffController,
    PicturesPublicController,
  ],
  providers: [
    Audit,
    AuditLog,
    AuditExport,
    Looks,
    ApiTokens,
    Organizations,
    Pictures,
    TownLooks,
    Principals,
    ...ACCOUNT_PROVIDERS,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiTokens, Audit, AuditLog, Looks, Organizations, Pictures, Principals, TownLooks],
})
export class OrganizationsModule {}
