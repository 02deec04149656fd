import { type ComponentOutput, refsIn, type ResourceGraph, type ResourceNode, type Value } from "@cloudmake/model";
import { resourceRules } from "@cloudmake/providers/rules";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compileText, lineOf, project } from "../../test/compile-text.ts";
import { type ComponentSample, samples } from "../../test/component-samples.ts";
import { componentTypes } from "./registry.gen.ts";

const outputsOf = new Map([...resourceRules].map(([type, { outputs }]) => [type, Object.keys(outputs.shape)]));

describe.each(samples)("a $type at $provider", (sample) => {
  const compiled = compileText(specOf(sample), sample.files);
  const nodes = compiled.graphs.flatMap((graph) => graph.nodes);

  test("compiles to these resources", async () => {
    expect(compiled.diagnostics.map(lineOf)).toEqual([]);
    const golden = compiled.graphs.map(readable);
    await expect(`${JSON.stringify(golden, undefined, 2)}\n`).toMatchFileSnapshot(goldenFile(sample));
  });

  test("refers to nothing that the definitions do not give", () => {
    const types = new Map(nodes.map(({ address, type }) => [address, type]));
    const outputs = compiled.graphs.flatMap((graph) => Object.values(graph.outputs).flatMap(valuesOf));
    const refs = [...nodes.map(({ inputs }) => inputs), ...outputs].flatMap(refsIn);
    const unknown = refs.filter(({ $ref }) => {
      const given = outputsOf.get(types.get($ref.address) ?? "") ?? [];
      return $ref.output !== "id" && !given.includes($ref.output);
    });
    expect(unknown).toEqual([]);
  });

  test("puts every node after what it depends on", () => {
    const seen = new Set<string>();
    for (const { address, dependsOn } of nodes) {
      expect(dependsOn.filter((needed) => !seen.has(needed))).toEqual([]);
      seen.add(address);
    }
  });
});

test("every component type and provider has its golden", () => {
  const wanted = [...componentTypes].flatMap(([type, { schema }]) =>
    providersOf(schema).map((name) => `${type} ${name}`),
  );
  expect(samples.map(({ type, provider }) => `${type} ${provider}`).toSorted()).toEqual(wanted.toSorted());
});

test("every setting of every component type has a description", () => {
  const bare = [...componentTypes].flatMap(([type, { schema }]) => {
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    return undescribed(json).map((path) => `${type}${path}`);
  });
  expect(bare).toEqual([]);
});

function valuesOf(outputs: Readonly<Record<string, ComponentOutput>>): readonly Value[] {
  return Object.values(outputs).map(({ value }) => value);
}

function specOf({ type, text }: ComponentSample): string {
  if (type !== "workspace") return project(text);
  return `apiVersion: cloudmake.dev/v1\nkind: Workspace\nmetadata: { name: ada-dev }\nspec: ${text}\n`;
}

function goldenFile({ type, provider }: ComponentSample): string {
  const folder = type === "workspace" ? ".." : type;
  const name = type === "workspace" ? `workspace-${provider}` : provider;
  return `${import.meta.dirname}/${folder}/${name}.golden.json`;
}

/** A graph with the lines of its origins instead of whole places. */
function readable({ stack, nodes, outputs }: ResourceGraph): unknown {
  return { stack, nodes: nodes.map((node) => ({ ...node, origins: linesOf(node) })), outputs };
}

function linesOf({ origins }: ResourceNode): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(origins).map(([input, { range }]) => [input, range.start.line]));
}

function providersOf(schema: z.ZodType): readonly string[] {
  const options = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [schema];
  return options.flatMap((option) => {
    const field: unknown = option instanceof z.ZodObject ? option.shape["provider"] : undefined;
    const literal = field instanceof z.ZodDefault ? field.unwrap() : field;
    return literal instanceof z.ZodLiteral ? [...literal.values].map(String) : [];
  });
}

/** Paths of properties without a description; the discriminator explains itself. */
function undescribed(schema: unknown, path = ""): readonly string[] {
  const Node = z.looseObject({
    properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })).optional(),
    items: z.unknown(),
    anyOf: z.array(z.unknown()).optional(),
    oneOf: z.array(z.unknown()).optional(),
  });
  const parsed = Node.safeParse(schema);
  if (!parsed.success) return [];
  const { properties = {}, items, anyOf = [], oneOf = [] } = parsed.data;
  return [
    ...Object.entries(properties).flatMap(([name, property]) => [
      ...(property.description === undefined && name !== "provider" ? [`${path}.${name}`] : []),
      ...undescribed(property, `${path}.${name}`),
    ]),
    ...[...anyOf, ...oneOf].flatMap((option) => undescribed(option, path)),
    ...undescribed(items, `${path}[]`),
  ];
}
