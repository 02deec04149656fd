/** Exit codes that belong to no failure; those of failures stand in the catalogue. */
export const exitCodes = {
  done: 0,
  /** With `--detailed-exitcode`: there are changes, or drift. */
  changes: 2,
  cancelled: 130,
  bug: 255,
} as const;
