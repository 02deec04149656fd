import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectJsonSchema, workspaceJsonSchema } from "../../packages/spec/src/index.ts";
import { componentTypes } from "../../stacks/src/index.ts";
import { checkout } from "../quality/source-files.ts";

const folder = join(checkout, "specs/schema");
const schemas = {
  "project.schema.json": projectJsonSchema(componentTypes),
  "workspace.schema.json": workspaceJsonSchema(componentTypes),
};

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(join(folder, name), `${JSON.stringify(schema, undefined, 2)}\n`);
}
