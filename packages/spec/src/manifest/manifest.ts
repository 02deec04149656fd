import type { Place } from "@cloudmake/model";
import type { Previews } from "../schema/envelope.ts";

/** One document of a spec file, as far as it is the same in all environments. */
export type Manifest = ProjectManifest | WorkspaceManifest;

export interface ProjectManifest {
  readonly kind: "Project";
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In the order of the spec. */
  readonly environments: readonly Environment[];
  /** Absent: the project wants no previews. */
  readonly previews?: Previews;
  readonly place: Place;
}

export interface WorkspaceManifest {
  readonly kind: "Workspace";
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly place: Place;
}

export interface Environment {
  readonly name: string;
  /** The environments it inherits from, the farthest first, itself last. */
  readonly chain: readonly string[];
  readonly protect: boolean;
  readonly approvals: number;
  readonly labels: Readonly<Record<string, string>>;
}
