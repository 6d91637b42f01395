/** The condition clauses of every write, each with the race that it settles. */

/** The item is as it was read; fails when somebody else saved first. */
export const UNCHANGED = "version = :seen";
/** Nobody made the item at the same time. */
export const ABSENT = "attribute_not_exists(pk)";
/** The unit stands: nobody closed it since it was read. `:none` is null. */
export const IN_FORCE = "attribute_exists(pk) AND closedOn = :none";
/** The same of what expires: it stays in the table for a while after no reader sees it any more. */
export const ABSENT_OR_EXPIRED = `${ABSENT} OR expiresAt <= :now`;
/** Nobody ended the session between its reading and this touch. */
export const PRESENT = "attribute_exists(pk)";
