import { describe, expect, test } from "vitest";
import { complaints, project } from "../test/specs.ts";

describe("a manifest", () => {
  const right = project("");
  test.each([
    [
      "of another version",
      right.replace("v1", "v2"),
      "SPEC_API_VERSION at cloudmake.dev/v2: This CloudMake does not read `cloudmake.dev/v2` => Write `cloudmake.dev/v1`.",
    ],
    [
      "of an unknown kind",
      right.replace("Project", "Projekt"),
      "SPEC_KIND at Projekt: There are no manifests of the kind `Projekt` => Write `Project`.",
    ],
    [
      "without its kind",
      right.replace("kind: Project\n", ""),
      "SPEC_MISSING at : The manifest has no `kind` => Add `kind:`.",
    ],
    [
      "without a name",
      right.replace("name: shop", ""),
      "SPEC_MISSING at metadata: `metadata` has no `name` => Add `name:`. The project's name; part of every address, so it stays for ever.",
    ],
    [
      "with a name that is none",
      right.replace("shop", "My Shop"),
      "SPEC_BAD_NAME at My Shop: `My Shop` cannot be a name here => Write `my-shop`.",
    ],
    [
      "called workspace",
      right.replace("shop", "workspace"),
      "SPEC_BAD_NAME at workspace: `workspace` cannot be a name here => Choose another name.",
    ],
    [
      "with a number for a name",
      right.replace("shop", "12"),
      'SPEC_WRONG_TYPE at 12: `name` of `metadata` must be text, not the number `12` => Write `"12"`.',
    ],
    [
      "with an unknown key",
      right.replace("spec:", "stats: {}\nspec:"),
      "SPEC_UNKNOWN_KEY at stats: `stats` is not a setting of the manifest => It knows `apiVersion`, `kind`, `metadata` and `spec`.",
    ],
    ["without environments", project("", "{}"), "SPEC_INVALID at {}: A project has at least one environment."],
    [
      "with an environment of a bad name",
      project("", "{ Dev: {} }"),
      "SPEC_BAD_NAME at Dev: `Dev` cannot be a name here => Write `dev`.",
    ],
    [
      "with an environment after an unknown one",
      project("", "{ dev: {}, prod: { from: dve } }"),
      "SPEC_UNKNOWN_ENVIRONMENT at dve: The project has no environment `dve` => Write `dev`.",
    ],
    [
      "with environments in a circle",
      project("", "{ a: { from: b }, b: { from: a }, c: { from: a } }"),
      "SPEC_CYCLE at b: Environments inherit from each other in a circle: `a` from `b` from `a` => Remove one `from`.",
    ],
    [
      "with a mistake in an environment",
      project("", "{ dev: { protekt: true } }"),
      "SPEC_UNKNOWN_KEY at protekt: `protekt` is not a setting of environment `dev` => Write `protect`.",
    ],
    [
      "with previews after an unknown environment",
      right.replace("spec:", "spec:\n  previews: { from: x }"),
      "SPEC_UNKNOWN_ENVIRONMENT at x: The project has no environment `x` => It has `dev` and `prod`.",
    ],
    [
      "that is a list",
      "- a\n- b",
      "SPEC_WRONG_TYPE at : A manifest is a map with `apiVersion`, `kind`, `metadata` and `spec`",
    ],
    ["that is not there", "# nothing\n", "SPEC_EMPTY at : This file holds no manifest"],
    [
      "that is there twice",
      `${right}\n---\n${right}`,
      "SPEC_DUPLICATE_NAME at shop: There are two projects called `shop`, the first in shop.yaml:3 => Give one of them another name.",
    ],
  ])("%s", (_, text, expected) => {
    expect(complaints(text)).toEqual([expected]);
  });

  test("and all others tell all their errors in one go, in the order of files and lines", () => {
    const first = project("a: { type: kvv }\nb: { type: kv, x: 1 }");
    const second = `${project("z: 1").replace("shop", "blog")}\n---\nkind: Workspace\n\t- x`;
    expect(complaints(first, second).map((line) => line.split(":")[0])).toEqual([
      "SPEC_UNKNOWN_TYPE at kvv",
      "SPEC_UNKNOWN_KEY at x",
      "SPEC_WRONG_TYPE at 1",
      "SPEC_TAB at \\t",
    ]);
  });

  test("of a workspace is checked like a component", () => {
    const text =
      "apiVersion: cloudmake.dev/v1\nkind: Workspace\nmetadata: { name: ada }\nspec: { provider: hetzner, size: s, region: r, protekt: true }";
    expect(complaints(text)).toEqual([
      "SPEC_UNKNOWN_KEY at protekt: `protekt` is not a setting of the workspace's `spec` => Write `protect`.",
    ]);
  });
});
