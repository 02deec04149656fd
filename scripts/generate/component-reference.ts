import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { componentReference, componentTypes } from "../../stacks/src/index.ts";

/** Writes the reference page of all component types from the schemas that decode them. */
await writeFile(join(import.meta.dirname, "../../docs/reference/components.md"), componentReference(componentTypes));
