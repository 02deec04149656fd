import { z } from "zod";

/** A place in a spec file. Lines and columns count from 1, bytes from 0. */
export const Position = z.object({ line: z.int(), column: z.int(), byte: z.int() });
export type Position = z.infer<typeof Position>;

export const Range = z.object({ start: Position, end: Position });
export type Range = z.infer<typeof Range>;

/** Where something stands: a file (as the user named it) and a range in it. */
export const Place = z.object({ file: z.string(), range: Range });
export type Place = z.infer<typeof Place>;

/** Something wrong with a spec. Collected, never thrown. */
export const Diagnostic = z.object({
  severity: z.enum(["error", "warning"]),
  /** Stable, upper snake case, e.g. `SPEC_UNKNOWN_KEY`. */
  code: z.string(),
  /** One sentence: what is wrong. May hold Markdown backticks. */
  summary: z.string(),
  /** Why it is wrong, where the summary does not say it. */
  detail: z.string().optional(),
  file: z.string(),
  range: Range.optional(),
  /** The source lines of the range. */
  snippet: z.string().optional(),
  /** JSON pointer into the document. */
  path: z.string().optional(),
  /** What to write instead. */
  fix: z.string().optional(),
});
export type Diagnostic = z.infer<typeof Diagnostic>;
