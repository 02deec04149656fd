import { isErrno } from "./is-errno.ts";

/** Makes one directory, as Node's `mkdirSync` does. */
type MakeOne = (directory: string, options: { readonly mode: number }) => unknown;

/**
 * Makes a directory for its owner alone, and those it stands in, where there is none. Node's own recursive way never ends
 * where nothing can be made and the answer is that it is not there, as in `/proc`.
 */
export function makeDirectory(directory: string, makeOne: MakeOne, withParents = true): void {
  try {
    makeOne(directory, { mode: 0o700 });
  } catch (error) {
    if (isErrno(error, "EEXIST")) return; // a file, too: whoever opens something in it is told
    const parent = parentOf(directory);
    if (!withParents || parent === directory || !isErrno(error, "ENOENT")) throw error;
    makeDirectory(parent, makeOne);
    makeDirectory(directory, makeOne, false);
  }
}

function parentOf(path: string): string {
  const [, parent] = /^(.*?)\/+[^/]*\/*$/.exec(path) ?? [];
  return parent === undefined ? "." : parent || "/";
}
