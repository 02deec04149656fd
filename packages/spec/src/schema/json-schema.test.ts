import { expect, test } from "vitest";
import { componentTypes } from "../../test/component-types.ts";
import { projectJsonSchema, workspaceJsonSchema } from "./json-schema.ts";

test("editors get a schema of project manifests", async () => {
  const schema = JSON.stringify(projectJsonSchema(componentTypes), undefined, 2);
  await expect(`${schema}\n`).toMatchFileSnapshot("./project.golden.json");
});

test("editors get a schema of workspace manifests", async () => {
  const schema = JSON.stringify(workspaceJsonSchema(componentTypes), undefined, 2);
  await expect(`${schema}\n`).toMatchFileSnapshot("./workspace.golden.json");
});
