import { join } from "node:path";
import type { StackId } from "@cloudmake/model";

/** Where a stack's files stand. A stack id is `<word>/<word>`, so it cannot leave the root. */
export function stackDirectory(root: string, stack: StackId): string {
  return join(root, ...stack.split("/"));
}
