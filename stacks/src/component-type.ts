import type { SpecPath, Value } from "@cloudmake/model";
import type { z } from "zod";
import type { Scope } from "./scope.ts";

/** One output of a component, as `${component.name}` names it. */
export interface OutputDescription<Name extends string = string> {
  readonly name: Name;
  readonly secret: boolean;
  readonly summary: string;
}

/** A file of the user that a component needs as text. */
export interface NeededFile {
  /** As the spec has it: relative to the spec file. */
  readonly path: string;
  /** The setting that names it. */
  readonly setting: SpecPath;
}

/**
 * What a user can write as `type:`. `schema` is strict and describes every field: editors' hover texts, JSON Schemas
 * and the reference pages come from it. The calls are methods, whose parameters TypeScript compares both ways: so all
 * component types fit into one registry, and settings have passed the type's own schema before they get here.
 */
export interface ComponentType<Settings = unknown> {
  readonly type: string;
  readonly summary: string;
  readonly schema: z.ZodType<Settings>;
  /** Every one of them is given by `compile`; `self` is what a bare `${component}` stands for. */
  readonly outputs: readonly OutputDescription[];
  files(settings: Settings): readonly NeededFile[];
  /** Makes the nodes in the scope, in an order in which each stands after what it refers to; gives the outputs. */
  compile(settings: Settings, scope: Scope): Readonly<Record<string, Value>>;
}

/** By type; under `workspace` what a Workspace manifest's one component is. */
export type ComponentTypes = ReadonlyMap<string, ComponentType>;

interface Described<Settings, Name extends string> {
  readonly type: string;
  readonly summary: string;
  /** Makes the schema: when it is first needed, for making all of them costs a command more than reading a spec. */
  readonly settings: () => z.ZodType<Settings>;
  readonly outputs: readonly OutputDescription<Name>[];
  /** Absent: it needs none. */
  readonly files?: (settings: Settings) => readonly NeededFile[];
  readonly compile: (settings: Settings, scope: Scope) => Readonly<Record<NoInfer<Name>, Value>>;
}

/** A component type whose `compile` gives exactly the outputs it declares. */
export function defineComponent<Settings, const Name extends string>(
  described: Described<Settings, Name>,
): ComponentType<Settings> {
  const { settings, ...rest } = described;
  let made: z.ZodType<Settings> | undefined;
  return {
    files: () => [],
    ...rest,
    get schema() {
      return (made ??= settings());
    },
  };
}
