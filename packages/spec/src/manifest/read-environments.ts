import { type Diagnostic, EnvironmentName } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { listed, quoted } from "../diagnostic/words.ts";
import { checkValue } from "../schema/check-value.ts";
import { EnvironmentSettings } from "../schema/envelope.ts";
import { emptyMap, type MapNode, spanAt } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source-file.ts";
import { checkName } from "./check-name.ts";
import { dataOf } from "./data-of.ts";
import { isNull } from "./layers.ts";
import type { Environment } from "./manifest.ts";
import { spanning } from "./outline.ts";

export interface Environments {
  readonly list: readonly Environment[];
  /** Names as written, right or wrong. */
  readonly names: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `spec.environments` and follows every `from`. */
export function readEnvironments(source: SourceFile, map: MapNode): Environments {
  const diagnostics: Diagnostic[] = [];
  const settings = new Map<string, EnvironmentSettings>();
  for (const [name, { key, value }] of map.entries) {
    const path = ["spec", "environments", name];
    const wrongName = checkName(EnvironmentName, name, { source, span: key, path });
    const node = value.kind === "map" ? spanning(value, key) : isNull(value) ? emptyMap(key) : value;
    const data = dataOf(source, node);
    const checked = checkValue(EnvironmentSettings, { source, node, data, owner: `environment ${quoted(name)}`, path });
    diagnostics.push(...wrongName, ...checked.diagnostics);
    // What hangs on an environment is checked even where its own settings are wrong.
    if (wrongName.length === 0) settings.set(name, checked.ok ? checked.value : {});
  }
  const names = [...map.entries.keys()];
  const list = [...settings.keys()].flatMap((name) => {
    const chain = chainOf(name, settings);
    const span = spanAt(map, [name, "from"]);
    const wrong = checkChain(source, span, { name, chain, settings, names });
    diagnostics.push(...wrong);
    return [environmentOf(name, wrong.length === 0 && new Set(chain).size === chain.length ? chain : [name], settings)];
  });
  return { list, names, diagnostics };
}

export function unknownEnvironment(
  source: SourceFile,
  span: Span,
  name: string,
  known: readonly string[],
  path: readonly (string | number)[],
): Diagnostic {
  const nearest = nearestWord(name, known);
  return diagnose(source, span, "SPEC_UNKNOWN_ENVIRONMENT", {
    summary: `The project has no environment ${quoted(name)}`,
    fix:
      nearest === undefined ? (known.length === 0 ? undefined : `It has ${listed(known)}.`) : `Write \`${nearest}\`.`,
    path,
  });
}

/** The farthest ancestor first. A chain that comes back to itself ends with the name that repeats. */
function chainOf(name: string, settings: ReadonlyMap<string, EnvironmentSettings>): readonly string[] {
  const chain = [name];
  for (let from: string | undefined = settings.get(name)?.from; from !== undefined; from = settings.get(from)?.from) {
    const repeats = chain.includes(from);
    chain.unshift(from);
    if (repeats) break;
  }
  return chain;
}

function checkChain(
  source: SourceFile,
  span: Span,
  environment: {
    readonly name: string;
    readonly chain: readonly string[];
    readonly settings: ReadonlyMap<string, EnvironmentSettings>;
    readonly names: readonly string[];
  },
): readonly Diagnostic[] {
  const { name, chain, settings, names } = environment;
  const path = ["spec", "environments", name, "from"];
  const from: string | undefined = settings.get(name)?.from;
  if (from !== undefined && !names.includes(from)) return [unknownEnvironment(source, span, from, names, path)];
  // A chain that meets itself begins with the name it meets; the circle is shown once, where its first name stands.
  const circle = chain.slice(0, chain.indexOf(chain[0] ?? "", 1));
  const isFirst = circle.includes(name) && names.find((known) => circle.includes(known)) === name;
  if (new Set(chain).size === chain.length || !isFirst) return [];
  const summary = `Environments inherit from each other in a circle: ${chain.toReversed().map(quoted).join(" from ")}`;
  return [diagnose(source, span, "SPEC_CYCLE", { summary, fix: "Remove one `from`.", path })];
}

function environmentOf(
  name: string,
  chain: readonly string[],
  settings: ReadonlyMap<string, EnvironmentSettings>,
): Environment {
  const layers = chain.flatMap((link) => settings.get(link) ?? []);
  return {
    name,
    chain,
    protect: layers.findLast(({ protect }) => protect !== undefined)?.protect ?? false,
    approvals: layers.findLast(({ approvals }) => approvals !== undefined)?.approvals ?? 0,
    labels: Object.assign({}, ...layers.map(({ labels }) => labels ?? {})),
  };
}
