import { posix } from "node:path";
import type { Problem } from "../problem.ts";

/** House rules that no linter knows, by file name and by line. */
export function houseProblems(file: string, source: string): readonly Problem[] {
  return [...nameProblems(file), ...lineRules.flatMap((rule) => lineProblems(rule, file, source))];
}

/** Names that say where something was put, not what it is. */
const emptyNames: ReadonlySet<string> = new Set([
  "utils",
  "util",
  "common",
  "shared",
  "helpers",
  "helper",
  "types",
  "lib",
  "misc",
]);

const codeOf = /\.(?:ts|tsx|mts|js|mjs)$/;

function nameProblems(file: string): readonly Problem[] {
  const problem = (message: string): Problem => ({ file, line: 1, rule: "CM1", message });
  const found: Problem[] = [];
  const parts = file.split("/").map((part) => part.replace(/\..*$/, ""));
  const empty = parts.find((part) => emptyNames.has(part));
  if (empty !== undefined && codeOf.test(file))
    found.push(problem(`\`${empty}\` says nothing: name the noun it is about`));
  if (codeOf.test(file) && !/^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$/.test(posix.basename(file))) {
    found.push(problem("file names are kebab-case"));
  }
  return found;
}

interface LineRule {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly message: string;
  applies(file: string): boolean;
}

const isCode = (file: string): boolean => codeOf.test(file) && !file.endsWith(".d.ts");
const isTest = (file: string): boolean => /\.test\.ts$|\/test\/|^packages\/testing\//.test(file);
const isProduct = (file: string): boolean => isCode(file) && !isTest(file) && !file.startsWith("scripts/");

/** The entry of a package: `src/index.ts`, or a folder that its package.json exports. */
const isEntry = (file: string): boolean =>
  /^(?:packages\/[^/]+|apps\/[^/]+|stacks|mcp)\/src\/(?:[^/]+\/)?index\.ts$/.test(file);

const lineRules: readonly LineRule[] = [
  {
    rule: "CM1",
    pattern: /^export \* from /,
    message: "only a package's entry is a barrel: export by name where it is defined",
    applies: (file) => isCode(file) && !isEntry(file) && !file.endsWith(".gen.ts"),
  },
  {
    rule: "CM3",
    pattern: /^(?:export )?(?:let|var) /,
    message: "no state at module level: make it a value of the caller",
    applies: isProduct,
  },
  {
    rule: "CM3",
    pattern:
      /^(?:export )?const \w+(?:: (?!readonly|Readonly)[^=]+)? = (?:new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)|\[\]);/,
    message: "an empty collection at module level is state: make it a value of the caller",
    applies: isProduct,
  },
  {
    rule: "CM5",
    pattern: /@ts-(?:ignore|nocheck|expect-error)(?! .{10})/,
    message: "types that hold: say on the line why the compiler is wrong, or mend the type",
    applies: isCode,
  },
  {
    rule: "CM8",
    pattern: /\b(?:retry|retries): [1-9]/,
    message: "a test that needs a retry has a bug",
    applies: isTest,
  },
  {
    rule: "CM8",
    pattern: /\bawait (?:sleep|delay|wait)\(\d/,
    message: "tests do not sleep: poll with a deadline",
    applies: isTest,
  },
  {
    rule: "CM8",
    pattern: /\b(?:describe|test|it)\.(?:only|todo)\b/,
    message: "runs less than it seems",
    applies: isTest,
  },
  {
    rule: "CM7",
    pattern: /(?:\/\/|\/\*|^\s*\*|#)\s*(?:TODO|FIXME|XXX|HACK)\b/,
    message: "what is to be done stands in an issue",
    applies: () => true,
  },
];

function lineProblems({ rule, pattern, message, applies }: LineRule, file: string, source: string): readonly Problem[] {
  if (!applies(file)) return [];
  return source
    .split("\n")
    .flatMap((line, index) => (pattern.test(line) ? [{ file, line: index + 1, rule, message }] : []));
}
