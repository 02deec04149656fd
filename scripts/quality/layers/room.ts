/** What a file may touch follows from the room it stands in. */
export interface Room {
  /** Folder of the package, `packages/spec`. */
  readonly folder: string;
  readonly layer: Layer;
  /** Tests may use more than the code they test. */
  readonly test: boolean;
}

export type Layer = "L0" | "L1" | "L2" | "L3" | "testing" | "app";

const layerOfFolder: Readonly<Record<string, Layer>> = {
  "packages/model": "L0",
  "packages/ports": "L1",
  "packages/spec": "L1",
  "packages/engine": "L1",
  "packages/operations": "L1",
  "packages/relay": "L1",
  stacks: "L1",
  "packages/client": "L2",
  "packages/service": "L2",
  "packages/providers": "L3",
  "packages/provisioner": "L3",
  "packages/state": "L3",
  "packages/database": "L3",
  "packages/sandbox": "L3",
  "packages/testing": "testing",
  mcp: "app",
  scripts: "app",
};

/** The Pulumi program stands in `stacks` beside what it registers, but it has effects. */
const programFiles = /^stacks\/src\/program(?:[-/.]|$)/;

/** What a bare `pulumi up` starts: it wires like an app. */
const pulumiEntry = "stacks/src/pulumi-main.ts";

/** `undefined`: the file stands in no room (configuration at the root). */
export function roomOf(file: string): Room | undefined {
  const folder = /^(?:(?:packages|apps)\/[^/]+|stacks|mcp|scripts)(?=\/)/.exec(file)?.[0];
  if (folder === undefined) return undefined;
  const layer = layerOf(file, folder);
  if (layer === undefined) throw new Error(`${folder} is a new room: give it a layer in ${import.meta.filename}`);
  return { folder, layer, test: layer === "testing" || isTest(file) };
}

function layerOf(file: string, folder: string): Layer | undefined {
  if (file === pulumiEntry || folder.startsWith("apps/")) return "app";
  return programFiles.test(file) ? "L3" : layerOfFolder[folder];
}

function isTest(file: string): boolean {
  return /\.(?:test|test-d)\.ts$/.test(file) || /\/(?:test|__fixtures__)\//.test(file);
}
