import { isList, isRecord } from "@cloudmake/model";
import { z } from "zod";
import { type ComponentSchemas, workspaceType } from "./component-schemas.ts";
import {
  apiVersion,
  EnvironmentSettings,
  FixedSettings,
  OverridableSettings,
  Previews,
  ProjectMetadata,
  WorkspaceMetadata,
  WorkspaceSettings,
} from "./envelope.ts";

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of Project manifests, for editors. */
export function projectJsonSchema(types: ComponentSchemas): JsonSchema {
  const components = [...types]
    .filter(([type]) => type !== workspaceType)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { schema, summary }]) => ({ type, summary, settings: jsonSchemaOf(schema) }));
  const spec = {
    type: "object",
    description: "The project's environments and components.",
    properties: {
      environments: {
        type: "object",
        description: "The project's environments; each has a copy of every component.",
        minProperties: 1,
        additionalProperties: { anyOf: [jsonSchemaOf(EnvironmentSettings), { type: "null" }] },
      },
      previews: { description: "Temporary environments, e.g. one for each pull request.", ...jsonSchemaOf(Previews) },
      components: {
        type: "object",
        description: "The parts of the project, by name.",
        additionalProperties: {
          type: "object",
          required: ["type"],
          oneOf: components.map(({ type }) => ({ $ref: `#/$defs/${type}` })),
        },
      },
    },
    required: ["environments", "components"],
    additionalProperties: false,
  };
  const definitions = components.flatMap(({ type, summary, settings }) => [
    [type, componentSchema(type, summary, settings)],
    [`${type}-environments`, environmentsSchema(settings)],
  ]);
  return { ...manifestSchema("Project", jsonSchemaOf(ProjectMetadata), spec), $defs: Object.fromEntries(definitions) };
}

/** The JSON Schema of Workspace manifests, for editors. */
export function workspaceJsonSchema(types: ComponentSchemas): JsonSchema {
  const schema = types.get(workspaceType)?.schema;
  const machine = schema === undefined ? { type: "object" } : jsonSchemaOf(schema);
  const spec = withProperties(machine, propertiesOf(jsonSchemaOf(WorkspaceSettings)), []);
  return manifestSchema("Workspace", jsonSchemaOf(WorkspaceMetadata), { description: "The machine.", ...spec });
}

function manifestSchema(kind: string, metadata: JsonSchema, spec: JsonSchema): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `CloudMake ${kind.toLowerCase()}`,
    type: "object",
    properties: {
      apiVersion: { const: apiVersion, description: "The version of the spec language." },
      kind: { const: kind, description: "What this document describes." },
      metadata: { description: "Name and labels.", ...metadata },
      spec,
    },
    required: ["apiVersion", "kind", "metadata", "spec"],
    additionalProperties: false,
  };
}

function componentSchema(type: string, summary: string, settings: JsonSchema): JsonSchema {
  const own = {
    ...propertiesOf(jsonSchemaOf(FixedSettings)),
    type: { const: type, description: summary },
    environments: { $ref: `#/$defs/${type}-environments` },
    ...propertiesOf(jsonSchemaOf(OverridableSettings)),
  };
  return { title: type, description: summary, ...withProperties(settings, own, ["type"]) };
}

function environmentsSchema(settings: JsonSchema): JsonSchema {
  const overridable = propertiesOf(jsonSchemaOf(OverridableSettings));
  const override = partial(withProperties(settings, overridable, []));
  const { environments } = propertiesOf(jsonSchemaOf(FixedSettings));
  return { ...toRecord(environments), additionalProperties: { anyOf: [override, { type: "null" }] } };
}

/** Adds properties to an object's schema; of a union, to every option. */
function withProperties(schema: JsonSchema, properties: JsonSchema, required: readonly string[]): JsonSchema {
  const options = schema["oneOf"] ?? schema["anyOf"];
  if (isList(options)) {
    const key = schema["oneOf"] === undefined ? "anyOf" : "oneOf";
    return { ...schema, [key]: options.map((option) => withProperties(toRecord(option), properties, required)) };
  }
  const before = isList(schema["required"]) ? schema["required"] : [];
  return {
    ...schema,
    properties: { ...properties, ...propertiesOf(schema) },
    required: [...required, ...before],
  };
}

/** What an environment may say of a component: any part of it, and `null` to remove a setting. */
function partial(schema: JsonSchema): JsonSchema {
  const { required: _required, default: _default, oneOf, anyOf, properties, ...rest } = schema;
  const options = oneOf ?? anyOf;
  return {
    ...rest,
    ...(isList(options) ? { anyOf: options.map((option) => partial(toRecord(option))) } : {}),
    ...(isRecord(properties) ? { properties: mapRecord(properties, (each) => nullable(partial(each))) } : {}),
  };
}

function nullable(schema: JsonSchema): JsonSchema {
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: "null" }] };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  return toRecord(schema["properties"]);
}

function toRecord(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

function mapRecord(record: JsonSchema, change: (value: JsonSchema, key: string) => unknown): JsonSchema {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, isRecord(value) ? change(value, key) : value]),
  );
}
