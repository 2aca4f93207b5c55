import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import { DomainError, type Fault } from '../../shared/domain-error.js';

/**
 * Reads an untrusted value as the class `type`, whose class-validator decorators are the one statement of what is allowed.
 * Pages and JSON use the same classes. Unknown fields are dropped, or refused where `isStrict`: a program that misspells a
 * field must not believe that it was heard.
 * @throws DomainError `code` (`invalid` unless told otherwise) with every fault; a fault's code is the name of the constraint (`faults.<code>` in the
 * message catalogues), its params what the decorator's `context` says. Where only certain values or names are allowed, the
 * params list them as `allowed`.
 */
export function parse<T extends object>(
  type: Type<T>,
  raw: unknown,
  { isStrict = false, code = 'invalid' }: { isStrict?: boolean; code?: 'invalid' | 'invalid_query' } = {},
): T {
  const source = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {};
  const reserved = reservedKeyIn(source);
  if (reserved) {
    const params = { allowed: namesOf(type).join(', ') };
    throw new DomainError(code, { faults: [{ field: reserved, code: WRONG_NAME, params }] });
  }
  const value = plainToInstance(type, source, { exposeDefaultValues: true });
  const faults = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: isStrict,
    forbidUnknownValues: true,
  }).flatMap((error) => faultsOf(error));
  if (faults.length > 0) throw new DomainError(code, { faults });
  return value;
}

/** Names that every JavaScript object answers to: as keys of what was sent they mean nothing, and mislead what reads them. */
const RESERVED_KEYS = new Set(['constructor', 'prototype', '__proto__']);

/** The path of the first such key, anywhere in what was sent. */
function reservedKeyIn(value: object, prefix = ''): string | undefined {
  for (const [key, inner] of Object.entries(value)) {
    const path = `${prefix}${key}`;
    if (RESERVED_KEYS.has(key)) return path;
    const found = typeof inner === 'object' && inner !== null ? reservedKeyIn(inner, `${path}.`) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Names that class-validator gives to an unknown field, and to a value that is none of those listed. */
const WRONG_NAME = 'whitelistValidation';
const IS_IN = 'isIn';

/** What is missing or of the wrong sort breaks the finer constraints of its field too: it is told alone. */
const FIRST_TOLD = ['isDefined', 'isNotEmpty', 'isString', 'isInt', 'isBoolean', 'isArray'];

function faultsOf(error: ValidationError, prefix = ''): Fault[] {
  const field = `${prefix}${error.property}`;
  // A missing value breaks every constraint of its field; one sentence is enough.
  const names = Object.keys(error.constraints ?? {});
  const first = FIRST_TOLD.find((name) => names.includes(name)) ?? names[0];
  const own = first ? [{ field, code: first, params: paramsOf(error, first) }] : [];
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, `${field}.`))];
}

function paramsOf(error: ValidationError, constraint: string): Fault['params'] {
  const allowed =
    constraint === WRONG_NAME ? namesOf(error.target?.constructor) : valuesOf(error, constraint);
  const given = error.contexts?.[constraint] as Fault['params'];
  return allowed.length === 0 ? given : { allowed: allowed.join(', '), ...given };
}

/** Fields that a class declares, with those that it inherits, in order of the alphabet. */
function namesOf(type: unknown): string[] {
  return [...new Set(constraintsOf(type).map(({ propertyName }) => propertyName))].sort();
}

/** What `@IsIn` of a field lets through; nothing for other constraints. */
function valuesOf({ target, property }: ValidationError, constraint: string): unknown[] {
  const found = constraintsOf(target?.constructor).find(
    ({ propertyName, name }) => propertyName === property && name === constraint,
  );
  return constraint === IS_IN && Array.isArray(found?.constraints?.[0]) ? found.constraints[0] : [];
}

function constraintsOf(type: unknown) {
  return typeof type === 'function'
    ? getMetadataStorage().getTargetValidationMetadatas(type, '', true, false)
    : [];
}

const STRICT_QUERIES = new WeakSet<object>();

/** Marks the class of a query whose unknown names are refused: what a program asks for by them must not be passed over. */
export const StrictQuery = (): ClassDecorator => (type) => {
  STRICT_QUERIES.add(type);
};

/**
 * Applies `parse` to every query, parameter object and JSON body that a controller declares as a class; bodies strictly. What is
 * wrong with a query is wrong with the address (400), not with something that was sent (422).
 */
@Injectable()
export class ParsePipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const type = metadata.metatype;
    const isPlain = !type || [String, Number, Boolean, Object, Array].includes(type as never);
    if (isPlain || metadata.type === 'custom') return value;
    const isQuery = metadata.type === 'query';
    return parse(type as Type<object>, value, {
      isStrict: isQuery ? STRICT_QUERIES.has(type) : metadata.type === 'body',
      code: isQuery ? 'invalid_query' : 'invalid',
    });
  }
}
