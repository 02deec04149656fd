import type { Diagnostic } from "@cloudmake/model";
import type { z } from "zod";
import { checkValue } from "../schema/check-value.ts";
import { keySpanAt, type MapNode, nodeAt } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source-file.ts";
import { checkName, slugOf } from "./check-name.ts";
import { dataOf } from "./data-of.ts";
import { mapEntry } from "./outline.ts";

export interface Metadata<M> {
  readonly value: M | undefined;
  readonly nameSpan: Span;
  /** A name by which the rest is checked where the own one cannot be used. */
  readonly standIn: string;
  readonly diagnostics: readonly Diagnostic[];
}

const standIn = "nameless";

/** Reads `metadata`. A wrong name gets a diagnostic of its own kind, with a name that would do. */
export function readMetadata<S extends z.ZodObject>(
  source: SourceFile,
  root: MapNode,
  schema: S,
): Metadata<z.output<S>> {
  const node = mapEntry(root, "metadata");
  if (node === undefined)
    return { value: undefined, nameSpan: keySpanAt(root, ["metadata"]), standIn, diagnostics: [] };
  const name = nodeAt(node, ["name"]);
  const nameSpan = name ?? node;
  const path = ["metadata", "name"];
  const nameSchema: unknown = schema.shape.name;
  const written = name?.kind === "scalar" && typeof name.value === "string" ? name.value : undefined;
  const wrongName =
    written === undefined || !isSchema(nameSchema)
      ? []
      : checkName(nameSchema, written, { source, span: nameSpan, path });
  const subject = { source, node, data: dataOf(source, node), owner: "`metadata`", path: ["metadata"] };
  const checked = checkValue(schema, subject);
  const others = checked.diagnostics.filter((found) => wrongName.length === 0 || found.path !== "/metadata/name");
  if (checked.ok) return { value: checked.value, nameSpan, standIn, diagnostics: [...wrongName, ...others] };
  const slug = slugOf(written ?? "");
  return {
    value: undefined,
    nameSpan,
    standIn: slug === "" || slug === "workspace" ? standIn : slug,
    diagnostics: [...wrongName, ...others],
  };
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === "object" && value !== null && "safeParse" in value;
}
