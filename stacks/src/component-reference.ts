import { z } from "zod";
import type { ComponentType, ComponentTypes } from "./component-type.ts";

/** The part of JSON Schema that the page needs. */
const Schema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  required: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
  get items() {
    return z.union([Schema, z.boolean()]).optional();
  },
  get additionalProperties() {
    return z.union([Schema, z.boolean()]).optional();
  },
});
type Schema = z.infer<typeof Schema>;

const head = `# Components

What a component's \`type:\` can be, with its settings and outputs. Made from the schemas themselves by \`scripts/gen\`.

Every component also knows \`deletion: delete|retain\` (what becomes of the objects when the component leaves the spec), \`dependsOn: [component]\`, \`in: [environment]\` (only there) and \`environments: {name: {...}}\` (what differs there).
`;

/** Markdown: every component type with its settings and outputs, in the order of their names. */
export function componentReference(types: ComponentTypes): string {
  return `${[head, ...[...types.values()].map(section)].join("\n")}\n`.replaceAll(/\n{3,}/g, "\n\n");
}

function section({ type, summary, schema, outputs }: ComponentType): string {
  const json = Schema.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const rows = outputs.map(
    (output) => `| \`${output.name}\` | ${output.secret ? "secret. " : ""}${cell(output.summary)} |`,
  );
  return [
    `## ${type === "workspace" ? "Workspace (a manifest of its own kind)" : type}`,
    summary,
    ...variants(json).map((variant) => settingsTable(variant)),
    "| output | what it is |\n|---|---|\n" + rows.join("\n"),
  ].join("\n\n");
}

function variants(schema: Schema): readonly Schema[] {
  return schema.oneOf ?? schema.anyOf ?? [schema];
}

function settingsTable(schema: Schema): string {
  const provider = schema.properties?.["provider"]?.const;
  const rows = settingRows(schema, "");
  const title = provider === undefined ? "" : `**\`provider: ${String(provider)}\`**\n\n`;
  return `${title}| setting | type | what it is |\n|---|---|---|\n${rows.join("\n")}`;
}

function settingRows({ properties = {}, required = [] }: Schema, prefix: string): readonly string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (schema.const !== undefined && prefix === "") return [];
    const path = `${prefix}${name}`;
    const needed = required.includes(name) && schema.default === undefined ? " (required)" : "";
    const preset =
      schema.default === undefined || isEmpty(schema.default) ? "" : ` Default: \`${JSON.stringify(schema.default)}\`.`;
    const row = `| \`${path}\`${needed} | ${typeOf(schema)} | ${cell(schema.description ?? "")}${preset} |`;
    return [row, ...nested(schema, path)];
  });
}

function nested(schema: Schema, path: string): readonly string[] {
  const { items } = schema;
  if (schema.properties !== undefined) return settingRows(schema, `${path}.`);
  if (typeof items === "object" && items.properties !== undefined) return settingRows(items, `${path}[].`);
  return [];
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined)
    return [...new Set(branches.map(typeOf))].filter((name) => name !== "any").join(" or ") || "text";
  if (schema.type === "array") return typeof schema.items === "object" ? `list of ${typeOf(schema.items)}` : "list";
  if (schema.type === "object") return "map";
  if (schema.type === "string") return "text";
  return [schema.type ?? "any"].flat().join(" or ");
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
