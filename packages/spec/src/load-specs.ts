import { type Diagnostic, finish, type Pausing, type StackSpec } from "@cloudmake/model";
import { diagnose } from "./diagnostic/diagnose.ts";
import { quoted } from "./diagnostic/words.ts";
import { limits } from "./limits.ts";
import type { ManifestDraft } from "./manifest/draft.ts";
import type { Manifest } from "./manifest/manifest.ts";
import { readManifest } from "./manifest/read-manifest.ts";
import { checkReferences } from "./reference/check-references.ts";
import type { ComponentSchemas } from "./schema/component-schemas.ts";
import { readDocuments } from "./yaml/read-documents.ts";
import { SourceFile } from "./yaml/source-file.ts";

export interface SpecFile {
  /** As the user named it; diagnostics repeat it. */
  readonly name: string;
  readonly text: string;
}

export interface LoadedSpecs {
  /** The stacks without an error of their own, in the order of the files. */
  readonly stacks: readonly StackSpec[];
  readonly manifests: readonly Manifest[];
  /** Everything that is wrong in all files, in the order of the files and of their lines. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads specs: text to stacks with every reference checked. Collects diagnostics and never throws; callers go on only
 * when none of them is an error.
 */
export function loadSpecs(files: readonly SpecFile[], types: ComponentSchemas): LoadedSpecs {
  return finish(loadingSpecs(files, types));
}

/** The same with a pause after each file. */
export function* loadingSpecs(files: readonly SpecFile[], types: ComponentSchemas): Pausing<LoadedSpecs> {
  const sources = files.slice(0, limits.files).map(({ name, text }) => new SourceFile(name, text));
  const found: Diagnostic[] = [...tooMany(files)];
  const drafts: ManifestDraft[] = [];
  for (const source of sources) {
    const documents = readDocuments(source);
    const read = documents.roots.flatMap((root) => readManifest(source, root, types) ?? []);
    found.push(...documents.diagnostics, ...read.flatMap(({ diagnostics }) => diagnostics));
    if (read.length === 0 && documents.diagnostics.length === 0) found.push(empty(source));
    drafts.push(...read);
    yield;
  }
  const doubles = doublesIn(drafts);
  found.push(...doubles.map(({ draft, first }) => duplicate(draft, first)));
  const doubled = new Set(doubles.map(({ draft }) => draft));
  const stacks = drafts.flatMap((draft) => draft.stacks);
  const loose = checkReferences(stacks, types);
  found.push(...loose);
  const broken = new Set(
    drafts.filter((draft) => isBroken(draft) || doubled.has(draft)).flatMap((draft) => draft.stacks),
  );
  return {
    stacks: stacks.flatMap((stack) => (stack.spec === undefined || broken.has(stack) ? [] : [stack.spec])),
    manifests: drafts.flatMap(({ manifest }) => manifest ?? []),
    diagnostics: inOrder(found, sources),
  };
}

function isBroken({ manifest, diagnostics }: ManifestDraft): boolean {
  return manifest === undefined || diagnostics.some(({ severity }) => severity === "error");
}

interface Double {
  readonly draft: ManifestDraft;
  readonly first: Manifest;
}

/** Manifests of a kind and name that another one has already. */
function doublesIn(drafts: readonly ManifestDraft[]): readonly Double[] {
  const seen = new Map<string, Manifest>();
  return drafts.flatMap((draft) => {
    if (draft.manifest === undefined) return [];
    const key = `${draft.manifest.kind} ${draft.manifest.name}`;
    const first = seen.get(key);
    if (first !== undefined) return [{ draft, first }];
    seen.set(key, draft.manifest);
    return [];
  });
}

function duplicate({ source, nameSpan }: ManifestDraft, { kind, name, place }: Manifest): Diagnostic {
  const summary = `There are two ${kind.toLowerCase()}s called ${quoted(name)}, the first in ${place.file}:${place.range.start.line}`;
  return diagnose(source, nameSpan, "SPEC_DUPLICATE_NAME", {
    summary,
    fix: "Give one of them another name.",
    path: ["metadata", "name"],
  });
}

/** One environment after the other finds the same things wrong; they are shown once, and no file floods the others. */
function inOrder(found: readonly Diagnostic[], sources: readonly SourceFile[]): readonly Diagnostic[] {
  const byFile = new Map<string, Map<string, Diagnostic>>(sources.map(({ name }) => [name, new Map()]));
  for (const diagnostic of found) {
    const { file, code, range, summary } = diagnostic;
    const key = `${code} ${range?.start.byte} ${range?.end.byte} ${summary}`;
    const those = byFile.get(file) ?? new Map<string, Diagnostic>();
    byFile.set(file, those);
    if (!those.has(key)) those.set(key, diagnostic);
  }
  return [...byFile.values()].flatMap((those) =>
    [...those.values()]
      .toSorted((a, b) => (a.range?.start.byte ?? 0) - (b.range?.start.byte ?? 0))
      .slice(0, limits.diagnostics),
  );
}

function empty(source: SourceFile): Diagnostic {
  return diagnose(source, { start: 0, end: 0 }, "SPEC_EMPTY", {
    summary: "This file holds no manifest",
    severity: "warning",
  });
}

function tooMany(files: readonly SpecFile[]): readonly Diagnostic[] {
  const first = files[limits.files];
  if (first === undefined) return [];
  const source = new SourceFile(first.name, "");
  const summary = `At most ${limits.files} files are read at a time; this one and what follows were not`;
  return [diagnose(source, { start: 0, end: 0 }, "SPEC_TOO_LARGE", { summary })];
}
