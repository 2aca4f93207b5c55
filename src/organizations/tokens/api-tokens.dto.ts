import { ArrayMinSize, IsArray, IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';
import { ROLES, type Role } from '../principal.js';
import { API_SCOPES, type ApiScope } from './api-scopes.js';

/** A token as its maker wants it. */
export class TokenRequest {
  @MaxLength(100, { context: { max: 100 } })
  @IsNotEmpty()
  @IsString()
  organization!: string;

  @MaxLength(100, { context: { max: 100 } })
  @IsPlainText()
  @IsNotEmpty()
  @IsString()
  label!: string;

  @IsIn([...ROLES], { context: { allowed: ROLES.join(', ') } })
  role!: Role;

  @ArrayMinSize(1, { context: { min: 1 } })
  @IsIn([...API_SCOPES], { each: true, context: { allowed: API_SCOPES.join(', ') } })
  @IsArray()
  scopes!: ApiScope[];

  /** Civil date of the organization, the last on which it works; left out: until it is revoked. */
  @IsOptional()
  @IsCivilDate()
  expiresOn?: string;
}
