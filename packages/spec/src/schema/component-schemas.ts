import type { z } from "zod";

/** What validation knows of a component type. A registry of component types fits as it is. */
export interface ComponentSchema {
  /**
   * Decodes a component's settings without what every component has (`type`, `deletion`, `dependsOn`, `in`,
   * `environments`). Strict objects, described fields; a text that may be a reference accepts `ComponentRef`,
   * `SecretRef` and `Join` too.
   */
  readonly schema: z.ZodType;
  readonly summary: string;
  /** What `${component.output}` can name; `self` is what a bare `${component}` stands for. */
  readonly outputs: readonly { readonly name: string }[];
}

/** By type, e.g. `server`; under `workspace` what a Workspace manifest's `spec` is decoded by. */
export type ComponentSchemas = ReadonlyMap<string, ComponentSchema>;

/** The type of a workspace's one component, and that component's name. */
export const workspaceType = "workspace";
export const workspaceComponent = "machine";
