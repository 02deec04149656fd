import { camelCase, type NewFile, pascalCase } from "./new-file.ts";

/** A component type that compiles to nothing yet, with a failing test of what it should become. */
export function componentFiles(type: string): readonly NewFile[] {
  const folder = `stacks/src/components/${type}`;
  return [
    { path: `${folder}/schema.ts`, text: schema(type) },
    { path: `${folder}/component.ts`, text: component(type) },
    { path: `${folder}/component.test.ts`, text: test(type) },
    { path: `specs/examples/${type}.yaml`, text: example(type) },
  ];
}

function schema(type: string): string {
  const [name, make] = [`${pascalCase(type)}Settings`, `${camelCase(type)}Settings`];
  return `import { z } from "zod";

export type ${name} = z.infer<ReturnType<typeof ${make}>>;
export const ${make} = () =>
  z.strictObject({
    provider: z.literal("cloudflare").default("cloudflare").describe("Which cloud it lives in."),
  });
`;
}

function component(type: string): string {
  return `import { defineComponent } from "../../component-type.ts";
import { ${camelCase(type)}Settings } from "./schema.ts";

export const ${camelCase(type)}Component = defineComponent({
  type: "${type}",
  summary: "What a user gets, in one sentence.",
  settings: ${camelCase(type)}Settings,
  outputs: [{ name: "self", secret: false, summary: "What a bare \`\${component}\` stands for." }],
  compile: (_settings, scope) => {
    // const node = scope.node("main", "<token of resource-types.ts>", { ... });
    return { self: scope.component };
  },
});
`;
}

function test(type: string): string {
  return `import { expect, test } from "vitest";
import { compileText, lineOf, project } from "../../../test/compile-text.ts";

test("a ${type} compiles to its resources", () => {
  const { graphs, diagnostics } = compileText(project("mine: { type: ${type} }"));
  expect(diagnostics.map(lineOf)).toEqual([]);
  expect(graphs.flatMap(({ nodes }) => nodes.map((node) => node.type))).toEqual(["the tokens of its resources"]);
});
`;
}

function example(type: string): string {
  return `# What this shows, in one sentence.
apiVersion: cloudmake.dev/v1
kind: Project
metadata:
  name: ${type}-example
spec:
  environments:
    dev: {}
  components:
    mine:
      type: ${type}
`;
}
