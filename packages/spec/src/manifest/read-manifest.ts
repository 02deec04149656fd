import type { Diagnostic } from "@cloudmake/model";
import { z } from "zod";
import { diagnose } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { quoted } from "../diagnostic/words.ts";
import { checkValue } from "../schema/check-value.ts";
import type { ComponentSchemas } from "../schema/component-schemas.ts";
import { apiVersion } from "../schema/envelope.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source-file.ts";
import type { ManifestDraft } from "./draft.ts";
import { outline } from "./outline.ts";
import { readProject } from "./read-project.ts";
import { readWorkspace } from "./read-workspace.ts";

const kinds = ["Project", "Workspace"] as const;
const anyMap = z.record(z.string(), z.unknown());

/** The frame of a manifest; what it must have and nothing else. */
const Frame = z.strictObject({ apiVersion: z.string(), kind: z.string(), metadata: anyMap, spec: anyMap });

/** Reads one document. Undefined: there is nothing in it. */
export function readManifest(source: SourceFile, root: Node, types: ComponentSchemas): ManifestDraft | undefined {
  if (root.kind === "scalar" && root.source === "") return undefined;
  if (root.kind !== "map") {
    const summary = "A manifest is a map with `apiVersion`, `kind`, `metadata` and `spec`";
    const span = { start: root.start, end: root.kind === "list" ? root.start : root.end };
    return failed(source, root, [diagnose(source, span, "SPEC_WRONG_TYPE", { summary, path: [] })]);
  }
  const frame = checkFrame(source, root);
  const kind = root.entries.get("kind")?.value;
  switch (kind?.kind === "scalar" ? kind.value : undefined) {
    case "Project":
      return withMore(readProject(source, root, types), frame);
    case "Workspace":
      return withMore(readWorkspace(source, root, types), frame);
    default:
      return failed(source, root, frame);
  }
}

function checkFrame(source: SourceFile, root: MapNode): readonly Diagnostic[] {
  const node = { ...root, end: root.start };
  const frame = checkValue(Frame, { source, node, data: outline(root), owner: "the manifest", path: [] });
  return [...frame.diagnostics, ...checkVersion(source, root), ...checkKind(source, root)];
}

function checkVersion(source: SourceFile, root: MapNode): readonly Diagnostic[] {
  const version = root.entries.get("apiVersion")?.value;
  if (version?.kind !== "scalar" || typeof version.value !== "string" || version.value === apiVersion) return [];
  return [
    diagnose(source, version, "SPEC_API_VERSION", {
      summary: `This CloudMake does not read ${quoted(version.value)}`,
      fix: `Write \`${apiVersion}\`.`,
      path: ["apiVersion"],
    }),
  ];
}

function checkKind(source: SourceFile, root: MapNode): readonly Diagnostic[] {
  const kind = root.entries.get("kind")?.value;
  if (kind?.kind !== "scalar" || typeof kind.value !== "string") return [];
  if (kinds.some((known) => known === kind.value)) return [];
  const nearest = nearestWord(kind.value, kinds);
  return [
    diagnose(source, kind, "SPEC_KIND", {
      summary: `There are no manifests of the kind ${quoted(kind.value)}`,
      fix: nearest === undefined ? "Write `Project` or `Workspace`." : `Write \`${nearest}\`.`,
      path: ["kind"],
    }),
  ];
}

function failed(source: SourceFile, root: Node, diagnostics: readonly Diagnostic[]): ManifestDraft {
  return { source, nameSpan: root, stacks: [], diagnostics };
}

function withMore(draft: ManifestDraft, diagnostics: readonly Diagnostic[]): ManifestDraft {
  return { ...draft, diagnostics: [...diagnostics, ...draft.diagnostics] };
}
