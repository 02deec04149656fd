import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { documentSchemas } from "../../packages/model/src/index.ts";
import { projectJsonSchema, workspaceJsonSchema } from "../../packages/spec/src/index.ts";
import { componentTypes } from "../../stacks/src/index.ts";
import { checkout } from "../quality/source-files.ts";

const folder = join(checkout, "specs/schema");
const schemas = {
  "project.schema.json": projectJsonSchema(componentTypes),
  "workspace.schema.json": workspaceJsonSchema(componentTypes),
  ...Object.fromEntries(Object.entries(documentSchemas()).map(([name, schema]) => [`${name}.schema.json`, schema])),
};

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(join(folder, name), `${JSON.stringify(schema, undefined, 2)}\n`);
}
