import { type Diagnostic, stackId } from "@cloudmake/model";
import { z } from "zod";
import { diagnose } from "../diagnostic/diagnose.ts";
import { limits } from "../limits.ts";
import { checkValue } from "../schema/check-value.ts";
import type { ComponentSchemas } from "../schema/component-schemas.ts";
import { Previews, ProjectMetadata } from "../schema/envelope.ts";
import { emptyMap, type MapNode, spanAt } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source-file.ts";
import { dataOf } from "./data-of.ts";
import type { ManifestDraft, StackDraft } from "./draft.ts";
import type { Environment } from "./manifest.ts";
import { mapEntry, outline } from "./outline.ts";
import { type ComponentInStack, type Placement, placerOf } from "./place-component.ts";
import { type ComponentBase, readComponent } from "./read-component.ts";
import { readEnvironments, unknownEnvironment } from "./read-environments.ts";
import { readMetadata } from "./read-metadata.ts";

const anyMap = z.record(z.string(), z.unknown());
const ProjectSpec = z.strictObject({
  environments: anyMap.refine((all) => Object.keys(all).length > 0, "A project has at least one environment"),
  previews: anyMap.optional(),
  components: anyMap,
});

/** Reads a Project manifest: a stack for each of its environments. */
export function readProject(source: SourceFile, root: MapNode, types: ComponentSchemas): ManifestDraft {
  const metadata = readMetadata(source, root, ProjectMetadata);
  const spec = mapEntry(root, "spec");
  if (spec === undefined) return { source, nameSpan: metadata.nameSpan, stacks: [], diagnostics: metadata.diagnostics };
  const map = mapEntry(spec, "environments") ?? emptyMap(spec);
  const parts = mapEntry(spec, "components") ?? emptyMap(spec);
  const large = tooLarge(source, map, parts);
  if (large.length > 0) return { source, nameSpan: metadata.nameSpan, stacks: [], diagnostics: large };
  const environments = readEnvironments(source, map);
  const previews = readPreviews(source, spec, environments.names);
  const components = [...parts.entries].map((entry) =>
    readComponent(source, entry, { types, environments: environments.names }),
  );
  const project = { name: metadata.value?.name ?? metadata.standIn, labels: metadata.value?.labels ?? {} };
  const placers = components.map((base) => ({ base, place: placerOf(source, base, types) }));
  const made = environments.list.map((environment) => makeStack({ source, root, environment, project, placers }));
  const nowhere = placers
    .filter(({ base }) => !environments.list.some((environment) => isIn(base, environment)))
    .map(({ place }) => place({ stack: stackId(project.name, unplaced.name), environment: unplaced }));
  const diagnostics = [
    ...metadata.diagnostics,
    ...checkSpec(source, spec),
    ...environments.diagnostics,
    ...previews.diagnostics,
    ...components.flatMap((component) => component.diagnostics),
    ...made.flatMap((stack) => stack.diagnostics),
    ...nowhere.flatMap((component) => component.diagnostics),
  ];
  const draft = { source, nameSpan: metadata.nameSpan, stacks: made.map(({ stack }) => stack), diagnostics };
  if (metadata.value === undefined) return draft;
  return {
    ...draft,
    manifest: {
      kind: "Project",
      ...project,
      environments: environments.list,
      ...(previews.value === undefined ? {} : { previews: previews.value }),
      place: source.placeOf(metadata.nameSpan),
    },
  };
}

/** Where components are checked that no environment has. */
const unplaced: Environment = { name: "base", chain: [], protect: false, approvals: 0, labels: {} };

function isIn(base: ComponentBase, environment: Environment): boolean {
  return base.in === undefined || base.in.includes(environment.name);
}

interface Making {
  readonly source: SourceFile;
  readonly root: MapNode;
  readonly environment: Environment;
  readonly project: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly placers: readonly {
    readonly base: ComponentBase;
    readonly place: (at: Placement) => ComponentInStack;
  }[];
}

function makeStack(making: Making): { readonly stack: StackDraft; readonly diagnostics: readonly Diagnostic[] } {
  const { source, environment, project, placers } = making;
  const id = stackId(project.name, environment.name);
  const placed = placers
    .filter(({ base }) => isIn(base, environment))
    .map(({ place }) => place({ stack: id, environment }));
  const specs = placed.flatMap(({ spec }) => spec ?? []);
  const stack: StackDraft = { source, id, components: placed.map(({ draft }) => draft) };
  const diagnostics = placed.flatMap((component) => component.diagnostics);
  if (specs.length < placed.length) return { stack, diagnostics };
  const spec = {
    kind: "Project",
    stack: id,
    project: project.name,
    environment: environment.name,
    labels: { ...project.labels, ...environment.labels },
    protect: environment.protect,
    approvals: environment.approvals,
    components: specs,
    place: source.placeOf(spanAt(making.root, ["spec", "environments", environment.name])),
  } as const;
  return { stack: { ...stack, spec }, diagnostics };
}

/** Sizes at which nothing else is worth checking. */
function tooLarge(source: SourceFile, environments: MapNode, components: MapNode): readonly Diagnostic[] {
  const sizes = { environments: environments.entries.size, components: components.entries.size };
  const report = (map: MapNode, summary: string): readonly Diagnostic[] => [
    diagnose(source, map, "SPEC_TOO_LARGE", { summary, fix: "Split the project." }),
  ];
  if (sizes.environments > limits.environments) {
    return report(environments, `A project has at most ${limits.environments} environments`);
  }
  if (sizes.components > limits.components) {
    return report(components, `A project has at most ${limits.components} components`);
  }
  if (sizes.environments * sizes.components <= limits.placements) return [];
  return report(components, `A project has at most ${limits.placements} components in all its environments together`);
}

function checkSpec(source: SourceFile, spec: MapNode): readonly Diagnostic[] {
  const environments = mapEntry(spec, "environments");
  const data = { ...outline(spec), ...(environments === undefined ? {} : { environments: outline(environments) }) };
  return checkValue(ProjectSpec, { source, node: spec, data, owner: "the project's `spec`", path: ["spec"] })
    .diagnostics;
}

function readPreviews(
  source: SourceFile,
  spec: MapNode,
  environments: readonly string[],
): { readonly value?: Previews; readonly diagnostics: readonly Diagnostic[] } {
  const node = mapEntry(spec, "previews");
  if (node === undefined) return { diagnostics: [] };
  const path = ["spec", "previews"];
  const checked = checkValue(Previews, { source, node, data: dataOf(source, node), owner: "`previews`", path });
  if (!checked.ok) return { diagnostics: checked.diagnostics };
  const { from } = checked.value;
  if (from === undefined || environments.includes(from)) return { value: checked.value, diagnostics: [] };
  return {
    diagnostics: [unknownEnvironment(source, spanAt(node, ["from"]), from, environments, [...path, "from"])],
  };
}
