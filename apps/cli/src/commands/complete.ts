import { loadSpecs, type Manifest } from "@cloudmake/spec";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { readSpecs } from "../read-specs.ts";

interface StackName {
  readonly stack: string;
  readonly environment: string;
}

/**
 * Prints words of the specs for completion scripts, one a line, from what can be read of them: what is wrong is said
 * elsewhere. A name that is none is left out, for a shell would take it for more than a word.
 */
export async function complete(
  { terminal, cwd }: Context,
  { list }: { readonly list: "environments" | "stacks" },
): Promise<Outcome> {
  // Without component types: names need none of them, and loading them takes longer than the rest.
  const { manifests } = loadSpecs(readSpecs([], cwd), new Map());
  const names = manifests.flatMap(stacksOf);
  const words = [...new Set(names.map(({ stack, environment }) => (list === "stacks" ? stack : environment)))];
  for (const word of words) terminal.data(word);
  return { exit: exitCodes.done, data: words };
}

function stacksOf(manifest: Manifest): readonly StackName[] {
  switch (manifest.kind) {
    case "Project":
      return manifest.environments.map(({ name }) => ({ stack: `${manifest.name}/${name}`, environment: name }));
    case "Workspace":
      return [{ stack: `workspace/${manifest.name}`, environment: manifest.name }];
  }
}
