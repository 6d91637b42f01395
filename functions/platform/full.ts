/** Whether the disk was full: as Node says it of files, and as the embedded engine says it of the database. */
export const isFull = (error: unknown): boolean =>
  error instanceof Error &&
  (("code" in error && ["ENOSPC", "EDQUOT"].includes(String(error.code))) ||
    error.message.includes("database or disk is full"));
