import { writeSync } from "node:fs";
import { resolve } from "node:path";
import { startupSnapshot } from "node:v8";
import "./interpret-schemas.ts";
import { makePlan, noWishes, nothingInterrupted } from "@cloudmake/engine";
import { emptyRecord } from "@cloudmake/model";
import { resourceRules } from "@cloudmake/providers/rules";
import { compileTexts } from "./open-specs.ts";
import { runProgram } from "./program.ts";
import { readSpecs } from "./read-specs.ts";
import "./run-command.ts";
import type { Screens } from "./screen.ts";

/**
 * What Node's memory holds when commands that only look start from a snapshot: the code, and what it has made while it
 * read the specs named here. Node loads it in less time than it takes to make the schemas anew.
 *
 * `node --snapshot-blob <blob> --build-snapshot <this, bundled> <specs>` makes it, and writes the names of Node's own
 * modules that are in it;
 * `node --snapshot-blob <blob> <main.cjs> <arguments>` runs it.
 */
startupSnapshot.setDeserializeMainFunction(() => {
  // Packages and what Node cannot keep in a snapshot are loaded when they are used, from where the bundle stands.
  let require: NodeJS.Require | undefined;
  const cloudmakeRequire = (name: string): unknown => {
    const { createRequire, enableCompileCache } = process.getBuiltinModule("node:module");
    require ??= createRequire(resolve(process.argv[1] ?? "."));
    if (name.startsWith(".")) enableCompileCache(); // Node's own modules and packages gain nothing
    return require(name);
  };
  Object.assign(globalThis, { cloudmakeRequire });
  void runProgram(process.argv).then((exit) => {
    process.exitCode = exit;
  });
});

const rounds = 2;
const nowhere = { write: () => {}, isTTY: false, columns: 80, stream: () => process.stderr };
const unseen: Screens = {
  get stdin() {
    return process.stdin;
  },
  stdout: nowhere,
  stderr: nowhere,
};
const specs = process.argv.slice(2);
void practise().then(tellModules);

/** What was done once is done faster the next time, and what was made for it is there. */
async function practise(): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const validate = [process.execPath, "cloudmake", "validate", ...specs];
    const exit = await runProgram(validate, unseen);
    if (exit !== 0) process.exit(exit);
    planAll();
  }
}

function planAll(): void {
  const cwd = process.cwd();
  const { graphs } = compileTexts({ cwd }, readSpecs(specs, cwd));
  const nothing = { secrets: new Map(), foreign: new Map(), interrupted: nothingInterrupted, wishes: noWishes };
  for (const graph of graphs) makePlan({ graph, record: emptyRecord(graph.stack), rules: resourceRules, ...nothing });
}

/** A line each, to the standard output. */
function tellModules(): void {
  const loaded: unknown = Reflect.get(process, "moduleLoadList");
  if (Array.isArray(loaded)) writeSync(1, loaded.join("\n"));
}
