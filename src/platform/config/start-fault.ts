/** What of the configuration a fault at start can be about. */
export interface StartConfiguration {
  readonly PORT: number;
  readonly DATABASE_URL?: string;
}

/**
 * One English sentence for the operator about a fault of the surroundings: which variable, and what to do.
 * Names host and database of `DATABASE_URL`, never its user or password.
 * @param error whatever the start threw
 * @returns undefined where the fault is of another kind
 */
export function startFault(error: unknown, { PORT, DATABASE_URL }: StartConfiguration): string | undefined {
  const { code, syscall, message } = facts(error);
  if (syscall === 'listen' || code === 'EADDRINUSE') {
    if (code === 'EADDRINUSE') {
      return `Port ${PORT} is in use by another process: end that process, or set PORT to a free port.`;
    }
    if (code === 'EACCES') {
      return `This account may not listen on port ${PORT}: set PORT to 1024 or more, and put a proxy before it.`;
    }
    return undefined;
  }
  if (!DATABASE_URL) return undefined;
  const { server, host, database } = placeOf(DATABASE_URL);
  if (code === 'ERR_INVALID_URL' || !host) {
    return (
      'DATABASE_URL cannot be read: write it as postgres://user:password@host:5432/database, with special ' +
      'characters of the password percent-encoded.'
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The host ${host} of DATABASE_URL is not known: check its name in DATABASE_URL, and the name service.`;
  }
  if (code === 'ECONNREFUSED') {
    return `No PostgreSQL answers at ${server}: start it, or correct host and port in DATABASE_URL.`;
  }
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || /timeout/i.test(message)) {
    return `PostgreSQL at ${server} cannot be reached: check network and firewall, or correct DATABASE_URL.`;
  }
  if (code === '28P01' || code === '28000') {
    return `PostgreSQL at ${server} refuses the sign-in: correct user and password in DATABASE_URL.`;
  }
  if (code === '3D000') {
    return `PostgreSQL at ${server} has no database "${database}": create it (createdb), or correct DATABASE_URL.`;
  }
  return undefined;
}

/** The first error with a code, in the error itself, its causes, or the several attempts that it gathers. */
function facts(error: unknown): { code?: string; syscall?: string; message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code) return { code, ...(syscall ? { syscall } : {}), message };
  const within = error instanceof AggregateError ? error.errors[0] : error.cause;
  return within === undefined ? { message } : facts(within);
}

function placeOf(url: string): { server: string; host: string; database: string } {
  if (!URL.canParse(url)) return { server: '', host: '', database: '' };
  const { hostname, port, pathname } = new URL(url);
  return { server: `${hostname}:${port || 5432}`, host: hostname, database: pathname.slice(1) };
}
