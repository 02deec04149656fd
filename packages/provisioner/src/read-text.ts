import { readFileSync } from "node:fs";

/** Empty where there is no such file, or where it cannot be read. */
export function readTextSync(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
