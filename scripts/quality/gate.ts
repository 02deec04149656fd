/** One check of the whole checkout. */
export interface Gate {
  readonly name: string;
  readonly command: readonly string[];
  /** What to do when it fails. */
  readonly mend: string;
  /** The same gate, mending what it can. */
  readonly fix?: readonly string[];
}

/** Cheapest first, so that most mistakes are told within a second. */
export const gates: readonly Gate[] = [
  {
    name: "format",
    command: ["oxfmt", "--check", "."],
    mend: "scripts/check --fix, or let the editor format on save",
    fix: ["oxfmt", "."],
  },
  {
    name: "layers",
    command: ["node", "scripts/quality/check-layers.ts"],
    mend: 'section "Layers" of CONTRIBUTING.md says what may import what',
  },
  {
    name: "house rules",
    command: ["node", "scripts/quality/check-house-rules.ts"],
    mend: "each line names its rule; CONTRIBUTING.md has them all",
  },
  {
    name: "generated files",
    command: ["node", "scripts/quality/check-generated.ts"],
    mend: "the files are generated anew by now: commit them",
  },
  {
    name: "lint",
    command: ["oxlint", "--type-aware", "--deny-warnings"],
    mend: "scripts/check --fix mends some; a wire decoder's `as` needs a line `// oxlint-disable-next-line <rule> -- <why>`",
    fix: ["oxlint", "--type-aware", "--deny-warnings", "--fix"],
  },
  { name: "types", command: ["tsc", "-p", "tsconfig.json"], mend: "pnpm exec tsc -p tsconfig.json" },
  {
    name: "types of pure packages",
    command: ["tsc", "-p", "tsconfig.pure.json"],
    mend: "L0 and L1 know neither Node nor the DOM: take what you need as an argument",
  },
  {
    name: "types of stacks",
    command: ["tsc", "-p", "tsconfig.stacks.json"],
    mend: "pnpm exec tsc -p tsconfig.stacks.json",
  },
  {
    name: "unused code",
    command: ["knip"],
    mend: "delete what nothing uses; an entry that tools find by name belongs in knip.json",
  },
];
