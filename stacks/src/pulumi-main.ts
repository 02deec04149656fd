import { resourceRules } from "@cloudmake/providers/rules";
import { RunError } from "@pulumi/pulumi/errors.js";
import { getConfig } from "@pulumi/pulumi/runtime/config.js";
import { getRootDirectory, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { componentTypes } from "./components/registry.gen.ts";
import { outputsOf } from "./program-outputs.ts";
import { type ChosenStack, stackOfSpec } from "./program-spec.ts";
import { registerGraph } from "./program.ts";

/**
 * The program of a bare `pulumi up` at the root: one stack of one spec file, with Pulumi's own state and provider
 * plugins. `docs/bare-pulumi.md` says how it is used, and what of CloudMake it lacks.
 *
 * What it exports are the stack's outputs, by component.
 */
async function main(): Promise<Readonly<Record<string, unknown>>> {
  const chosen = await stackOfSpec(
    { file: specFile(), root: getRootDirectory(), name: getStack() },
    componentTypes,
    resourceRules,
  );
  const secrets = secretsOf(chosen);
  const given = new Map();
  const answers = await registerGraph({
    nodes: chosen.nodes,
    versions: new Map([...resourceRules].map(([type, { version }]) => [type, version])),
    secrets,
    given,
  });
  const failed = chosen.nodes.flatMap(({ address }, index) => {
    const answer = answers[index];
    return answer?.kind === "failed" ? [`${address}: ${answer.message}`] : [];
  });
  if (failed.length > 0) throw new RunError(`not made: ${failed.join(", ")}`);
  return outputsOf(chosen, answers, { secrets, given });
}

function specFile(): string {
  const file = getConfig("cloudmake:spec");
  if (file !== undefined) return file;
  throw new RunError(
    "no spec is chosen for this stack. Name its file, relative to Pulumi.yaml: " +
      "pulumi config set cloudmake:spec specs/examples/shop.yaml",
  );
}

function secretsOf({ secretNames }: ChosenStack): ReadonlyMap<string, string> {
  const values = secretNames.map((name) => [name, getConfig(`cloudmake:secret-${name}`)] as const);
  const missing = values.flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 0)
    return new Map(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const commands = missing.map((name) => `pulumi config set --secret cloudmake:secret-${name}`);
  throw new RunError(`nobody has set the secrets of the spec:\n${commands.join("\n")}`);
}

export default await main();
