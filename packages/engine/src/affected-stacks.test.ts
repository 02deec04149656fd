import { StackId } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { affectedStacks, type SpecText, type StackOutline } from "./affected-stacks.ts";

const id = (text: string): StackId => StackId.parse(text);

/** Specs of one line each: `stack uses:file follows:stack`; a reference also stands in the text. */
function outline({ text }: SpecText): readonly StackOutline[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [stack = "", ...words] = line.split(" ");
      const after = (word: string): readonly string[] =>
        words.filter((one) => one.startsWith(word)).map((one) => one.slice(word.length));
      return {
        stack: id(stack),
        files: after("uses:").map((path) => ({ path, component: "api" })),
        follows: after("follows:").map((reference) => {
          const [, followed = ""] = /^\$\{([^/]*\/[^/]*)\//.exec(reference) ?? [];
          return { stack: id(followed), reference, component: "api" };
        }),
      };
    });
}

const specs: readonly SpecText[] = [
  { name: "base.yaml", text: "base/prod" },
  { name: "shop.yaml", text: "shop/prod follows:${base/prod/db.uri} uses:dist/worker.js" },
  { name: "blog.yaml", text: "blog/prod follows:${shop/prod/api.url}" },
  { name: "lone.yaml", text: "lone/prod\n# looks like ${base/prod/db.uri} and dist/worker.js" },
];

function affected(changed: readonly string[], before: readonly SpecText[] = []): readonly string[] {
  return affectedStacks({ specs, before, changed: new Set(changed), outline }).map(
    ({ stack, reasons }) => `${stack} ${reasons.map(({ because }) => because).join(" ")}`,
  );
}

describe("affected by a change", () => {
  test.each([
    ["is nothing when nothing changed", [], []],
    ["of a manifest are its stacks", ["lone.yaml"], ["lone/prod manifest"]],
    [
      "of a foundation is everything above it",
      ["base.yaml"],
      ["base/prod manifest", "blog/prod reference", "shop/prod reference"],
    ],
    ["of a file are those whose components use it", ["dist/worker.js"], ["blog/prod reference", "shop/prod file"]],
    ["of a file of the same name elsewhere is nothing", ["other/worker.js"], []],
    ["are told every reason", ["shop.yaml", "dist/worker.js"], ["blog/prod reference", "shop/prod manifest file"]],
  ])("%s", (_, changed, expected) => {
    expect(affected(changed)).toEqual(expected);
  });

  test("is a stack whose manifest is gone, and what still refers to it", () => {
    const before = [{ name: "old.yaml", text: "base/prod" }];
    expect(affected(["old.yaml"], before)).toEqual(["base/prod removed", "blog/prod reference", "shop/prod reference"]);
  });

  test("reads no spec that names nothing of it", () => {
    const read: string[] = [];
    affectedStacks({
      specs,
      before: [],
      changed: new Set(["shop.yaml"]),
      outline: (spec) => {
        read.push(spec.name);
        return outline(spec);
      },
    });
    expect(read).toEqual(["shop.yaml", "blog.yaml"]);
  });

  test("ends where stacks refer to each other in a circle", () => {
    const circle: readonly SpecText[] = [
      { name: "a.yaml", text: "a/prod follows:${b/prod/x.id}" },
      { name: "b.yaml", text: "b/prod follows:${a/prod/x.id}" },
    ];
    const found = affectedStacks({ specs: circle, before: [], changed: new Set(["a.yaml"]), outline });
    expect(found.map(({ stack }) => stack)).toEqual(["a/prod", "b/prod"]);
  });
});
