import type { Diagnostic, StackSpec } from "@cloudmake/model";
import type { FoundReference } from "../reference/decode-node.ts";
import type { SourceFile, Span } from "../yaml/source-file.ts";
import type { Manifest } from "./manifest.ts";

/** A manifest as read alone: names of other components are still to be looked up. */
export interface ManifestDraft {
  readonly source: SourceFile;
  /** Absent where the manifest's own name or kind is wrong. */
  readonly manifest?: Manifest;
  /** Where its name stands. */
  readonly nameSpan: Span;
  readonly stacks: readonly StackDraft[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface StackDraft {
  readonly source: SourceFile;
  /** `<project>/<environment>` */
  readonly id: string;
  /** Absent where a part of it is wrong. */
  readonly spec?: StackSpec;
  readonly components: readonly ComponentDraft[];
}

export interface ComponentDraft {
  readonly name: string;
  readonly type: string | undefined;
  readonly span: Span;
  readonly references: readonly FoundReference[];
  readonly dependsOn: readonly { readonly name: string; readonly span: Span }[];
}
