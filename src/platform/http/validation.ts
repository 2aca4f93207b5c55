import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { DomainError, type Fault } from '../../shared/domain-error.js';

/**
 * Reads an untrusted value as the class `type`, whose class-validator decorators are the one statement of what is allowed.
 * Pages and JSON use the same classes. Unknown fields are dropped, or refused where `isStrict`: a program that misspells a
 * field must not believe that it was heard.
 * @throws DomainError `invalid` with every fault; a fault's code is the name of the constraint (`faults.<code>` in the
 * message catalogues), its params what the decorator's `context` says.
 */
export function parse<T extends object>(type: Type<T>, raw: unknown, isStrict = false): T {
  const source = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {};
  const reserved = reservedKeyIn(source);
  if (reserved)
    throw new DomainError('invalid', { faults: [{ field: reserved, code: 'whitelistValidation' }] });
  const value = plainToInstance(type, source, { exposeDefaultValues: true });
  const faults = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: isStrict,
    forbidUnknownValues: true,
  }).flatMap((error) => faultsOf(error));
  if (faults.length > 0) throw new DomainError('invalid', { faults });
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

/** What is missing or of the wrong sort breaks the finer constraints of its field too: it is told alone. */
const FIRST_TOLD = ['isDefined', 'isNotEmpty', 'isString', 'isInt', 'isBoolean', 'isArray'];

function faultsOf(error: ValidationError, prefix = ''): Fault[] {
  const field = `${prefix}${error.property}`;
  // A missing value breaks every constraint of its field; one sentence is enough.
  const names = Object.keys(error.constraints ?? {});
  const first = FIRST_TOLD.find((name) => names.includes(name)) ?? names[0];
  const own = first ? [{ field, code: first, params: error.contexts?.[first] as Fault['params'] }] : [];
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, `${field}.`))];
}

/** Applies `parse` to every query, parameter object and JSON body that a controller declares as a class; bodies strictly. */
@Injectable()
export class ParsePipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const type = metadata.metatype;
    const isPlain = !type || [String, Number, Boolean, Object, Array].includes(type as never);
    if (isPlain || metadata.type === 'custom') return value;
    return parse(type as Type<object>, value, metadata.type === 'body');
  }
}
