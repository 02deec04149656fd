import { loadSpecs } from "../../../packages/spec/src/index.ts";
import { definitions } from "../../../packages/providers/src/index.ts";
import { compileStacks, componentTypes } from "../../../stacks/src/index.ts";
import { bareNode } from "../measure/bare-node.ts";
import type { Benchmark } from "../measure/benchmark.ts";
import { teamScript, teamSpec, teamSpecLines } from "../world/team-spec.ts";

const specs = 100;
/** Three environments each, nobody's spec is wrong. */
const stacks = 3 * specs;
const budget = { of: "ours", limit: 100 } as const;
/** A process that is warm: from the tenth round on no round is faster than those before it. */
const warmUps = 10;
const nothingToClose = async (): Promise<void> => {};

export const validateMany: Benchmark = {
  name: `validate ${specs} specs of ${teamSpecLines} lines, in a process that is warm`,
  budget,
  warmUps,
  otherName: bareNode.otherName,
  prepare: async () => {
    let round = 0;
    return {
      ours: async () => {
        round += 1;
        const files = specsOf(round);
        const started = performance.now();
        const { stacks: found, diagnostics } = loadSpecs(files, componentTypes);
        const ms = performance.now() - started;
        mustBeWhole(found.length, diagnostics.length);
        return ms;
      },
      other: bareNode.other,
      close: nothingToClose,
    };
  },
};

export const compileMany: Benchmark = {
  name: `validate these specs and compile them to ${stacks} resource graphs`,
  budget,
  warmUps,
  otherName: bareNode.otherName,
  prepare: async () => {
    let round = 0;
    const rules = new Map(definitions.map((definition) => [definition.type, definition]));
    const scripts = new Map([[teamScript.path, teamScript.text]]);
    return {
      ours: async () => {
        round += 1;
        const files = specsOf(round);
        const started = performance.now();
        const loaded = loadSpecs(files, componentTypes);
        const { graphs, diagnostics } = compileStacks(loaded.stacks, componentTypes, rules, scripts);
        const ms = performance.now() - started;
        mustBeWhole(graphs.length, loaded.diagnostics.length + diagnostics.length);
        return ms;
      },
      other: bareNode.other,
      close: nothingToClose,
    };
  },
};

/** Other texts each round: nothing that was kept of the one before can be of use. */
function specsOf(round: number): readonly { readonly name: string; readonly text: string }[] {
  return Array.from({ length: specs }, (_, index) => teamSpec(`team${index}-round${round}`));
}

function mustBeWhole(found: number, wrong: number): void {
  if (found !== stacks || wrong > 0) throw new Error(`${found} stacks, ${wrong} diagnostics`);
}
