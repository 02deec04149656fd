import { stackId, type StackSpec } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { decodeNode } from "../reference/decode-node.ts";
import { checkValue } from "../schema/check-value.ts";
import { type ComponentSchemas, workspaceComponent, workspaceType } from "../schema/component-schemas.ts";
import { workspaceKeys, WorkspaceMetadata, WorkspaceSettings } from "../schema/envelope.ts";
import { type MapNode, spanAt } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source-file.ts";
import { dataOf } from "./data-of.ts";
import type { ManifestDraft } from "./draft.ts";
import { layerAt, onlyKeys, withoutKeys } from "./layers.ts";
import { mapEntry } from "./outline.ts";
import { readMetadata } from "./read-metadata.ts";

const owner = "the workspace's `spec`";
const path = ["spec"] as const;

/** Reads a Workspace manifest: one stack with one component, the machine. */
export function readWorkspace(source: SourceFile, root: MapNode, types: ComponentSchemas): ManifestDraft {
  const metadata = readMetadata(source, root, WorkspaceMetadata);
  const { nameSpan } = metadata;
  const spec = mapEntry(root, "spec");
  if (spec === undefined) return { source, nameSpan, stacks: [], diagnostics: metadata.diagnostics };
  const name = metadata.value?.name ?? metadata.standIn;
  const stack = stackId("workspace", name);
  const own = withoutKeys(spec, workspaceKeys);
  const generic = onlyKeys(spec, workspaceKeys);
  const decoded = decodeNode(source, own, stack);
  const shared = checkValue(WorkspaceSettings, { source, node: generic, data: dataOf(source, generic), owner, path });
  const schema = types.get(workspaceType)?.schema;
  const subject = { source, node: own, data: decoded.data, owner, path, besides: workspaceKeys };
  const settings = schema === undefined ? undefined : checkValue(schema, subject);
  const diagnostics = [
    ...metadata.diagnostics,
    ...decoded.diagnostics,
    ...shared.diagnostics,
    ...(settings?.diagnostics ?? [
      diagnose(source, spec, "SPEC_KIND", { summary: "This CloudMake has no workspaces", path: ["kind"] }),
    ]),
  ];
  const component = { name: workspaceComponent, type: workspaceType, span: nameSpan };
  const draft = { source, id: stack, components: [{ ...component, references: decoded.references, dependsOn: [] }] };
  const place = source.placeOf(nameSpan);
  if (metadata.value === undefined) return { source, nameSpan, stacks: [draft], diagnostics };
  const { labels } = metadata.value;
  const manifest = { kind: "Workspace", name, labels, place } as const;
  if (!settings?.ok || !shared.ok) return { source, nameSpan, manifest, stacks: [draft], diagnostics };
  const machine: StackSpec["components"][number] = {
    name: workspaceComponent,
    type: workspaceType,
    settings: settings.value,
    ...(shared.value.deletion === undefined ? {} : { deletion: shared.value.deletion }),
    placeOf: (setting) => source.placeOf(spanAt(spec, setting)),
    layerOf: (setting) => layerAt([{ name: "base", node: spec }], setting),
  };
  const made: StackSpec = {
    kind: "Workspace",
    stack,
    project: "workspace",
    environment: name,
    labels,
    protect: shared.value.protect ?? false,
    approvals: shared.value.approvals ?? 0,
    components: [machine],
    place,
  };
  return { source, nameSpan, manifest, stacks: [{ ...draft, spec: made }], diagnostics };
}
