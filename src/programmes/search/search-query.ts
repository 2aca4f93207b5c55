import { applyDecorators } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';

/** UTF-16 units: more than anybody types, and few enough to look for. */
export const MOST_QUERY = 200;

/** `q` of a list: what `Search.matching` takes; an empty field of the form does not restrict. */
export function IsSearchQuery(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    EmptyAsUndefined(),
    IsString(),
    MaxLength(MOST_QUERY, { context: { max: MOST_QUERY } }),
  );
}
