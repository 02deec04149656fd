import { z } from "zod";

/** What surrounds every answer; `result` is the part that matters. */
export function envelope<T extends z.ZodType>(result: T) {
  return z.object({ result });
}

/** Deletions: what comes back does not matter. */
export const Ignored = z.unknown();
