import { join } from 'node:path';

/** Templates, message catalogues and site assets lie beside `src` (and beside `dist` once built). */
export const TEMPLATES = join(import.meta.dirname, '../../../templates');
