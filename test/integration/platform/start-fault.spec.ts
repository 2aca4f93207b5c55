import { describe, expect, it } from '@jest/globals';
import { startFault } from '../../../src/platform/config/start-fault.js';

const env = { PORT: 3000, DATABASE_URL: 'postgres://clerk:s3cret@db.example:6432/town' };

function fault(code: string, more: object = {}): Error {
  return Object.assign(new Error(`raw words with s3cret ${code}`), { code, ...more });
}

describe('a fault at start', () => {
  it.each([
    ['EADDRINUSE', { syscall: 'listen' }, /^Port 3000 is in use .* set PORT /],
    ['EACCES', { syscall: 'listen' }, /port 3000: set PORT /],
    ['ECONNREFUSED', {}, /^No PostgreSQL answers at db\.example:6432: .* DATABASE_URL\.$/],
    ['ENOTFOUND', {}, /^The host db\.example of DATABASE_URL is not known/],
    ['ETIMEDOUT', {}, /db\.example:6432 cannot be reached: .* DATABASE_URL\.$/],
    ['28P01', {}, /refuses the sign-in: correct user and password in DATABASE_URL\.$/],
    ['3D000', {}, /has no database "town": .* DATABASE_URL\.$/],
    ['ERR_INVALID_URL', {}, /^DATABASE_URL cannot be read/],
  ])('%s becomes one sentence without the password', (code, more, sentence) => {
    const said = startFault(fault(code, more), env);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/s3cret|clerk|\n/);
  });

  it('is found in causes and among several attempts', () => {
    const attempts = new AggregateError([fault('ECONNREFUSED'), fault('ECONNREFUSED')]);
    expect(startFault(new Error('no start', { cause: attempts }), env)).toMatch(/^No PostgreSQL answers/);
  });

  it('does not blame a DATABASE_URL that is not set, and leaves other faults alone', () => {
    expect(startFault(fault('ECONNREFUSED'), { PORT: 3000 })).toBeUndefined();
    expect(startFault(new TypeError('a defect'), env)).toBeUndefined();
    expect(startFault('a word', env)).toBeUndefined();
  });
});
