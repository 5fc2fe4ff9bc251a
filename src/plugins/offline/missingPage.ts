/**
 * The page for what is not there, under a name of its own: hosts answer with 404.html where they have nothing, but asked
 * for that by name, some say 404 and others lead elsewhere.
 */
export const missingPage = 'missing.htm';
