import { readFile } from "node:fs/promises";
import { isErrno } from "@cloudmake/model";

/** A file's text; `undefined` when there is none. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}
