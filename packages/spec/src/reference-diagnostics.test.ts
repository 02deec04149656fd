import { describe, expect, test } from "vitest";
import { complaints, project } from "../test/specs.ts";

const box = "type: server, provider: hetzner, size: s, region: r";
const worker = "type: worker, main: x";

describe("a reference", () => {
  const db = "db: { type: database, region: r }";
  test.each([
    [
      "to a misspelt component",
      "${bd.host}",
      "SPEC_UNKNOWN_COMPONENT at ${bd.host}: There is no component `bd` => Write `db`.",
    ],
    [
      "to a misspelt output",
      "${db.hots}",
      "SPEC_UNKNOWN_OUTPUT at ${db.hots}: Component `db` (database) has no output `hots` => Write `host`.",
    ],
    [
      "to a component that is more than one value",
      "${db}",
      "SPEC_UNKNOWN_OUTPUT at ${db}: Component `db` (database) is more than one value => There are `db.connectionUri` and `db.host`.",
    ],
    [
      "to an unknown project",
      "${shopp/dev/db.host}",
      "SPEC_UNKNOWN_STACK at ${shopp/dev/db.host}: No spec that was read describes `shopp/dev` => Write `shop/dev`.",
    ],
    [
      "in the middle of text",
      "see ${bd.host}!",
      "SPEC_UNKNOWN_COMPONENT at ${bd.host}: There is no component `bd` => Write `db`.",
    ],
    [
      "with two dots",
      "${db.host.name}",
      "SPEC_REFERENCE_SYNTAX at ${db.host.name}: This is no reference: `${db.host.name}` => Write `${component.output}`, `${project/environment/component.output}` or `${secret.NAME}`; `$${` stands for the characters themselves.",
    ],
    [
      "that a shell was meant to see",
      "${HOME}",
      "SPEC_REFERENCE_SYNTAX at ${HOME}: This is no reference: `${HOME}` => Write `${component.output}`, `${project/environment/component.output}` or `${secret.NAME}`; for a shell's variable, `$${HOME}`.",
    ],
    [
      "to a secret in lower case",
      "${secret.token}",
      "SPEC_REFERENCE_SYNTAX at ${secret.token}: A secret's name has upper-case letters, digits and `_`: `${secret.token}` => Write `${secret.TOKEN}`.",
    ],
    [
      "that is not closed",
      "${db.host",
      "SPEC_REFERENCE_SYNTAX at ${db.host: `${` is not closed: `${db.host` => Close it with `}`, or write `$${` for the two characters.",
    ],
    [
      "that names nothing",
      "${}",
      "SPEC_REFERENCE_SYNTAX at ${}: `${}` names nothing: `${}` => Write `${component.output}`.",
    ],
    ["to itself", "${api.url}", "SPEC_CYCLE at ${api.url}: `api` waits for itself => Remove one of these references."],
  ])("%s", (_, reference, expected) => {
    const api = `api: { type: worker, bindings: { A: "${reference}" }, main: x }`;
    expect(complaints(project(`${db}\n${api}`))).toEqual([expected]);
  });

  test("inside brackets needs quotes, and the rest is checked all the same", () => {
    expect(
      complaints(project(`${db}\napi: { type: worker, main: x, bindings: { A: \${db.host}, B: \${db.x} }, z: 1 }`)),
    ).toEqual([
      'SPEC_REFERENCE_UNQUOTED at ${db.host}: Inside `{ }` or `[ ]` YAML needs quotes around `${...}` => Write `"${db.host}"`.',
      'SPEC_REFERENCE_UNQUOTED at ${db.x}: Inside `{ }` or `[ ]` YAML needs quotes around `${...}` => Write `"${db.x}"`.',
      "SPEC_UNKNOWN_OUTPUT at ${db.x}: Component `db` (database) has no output `x` => There are `connectionUri` and `host`.",
      "SPEC_UNKNOWN_KEY at z: `z` is not a setting of component `api` (worker) => It knows `bindings`, `deletion`, `dependsOn`, `domain`, `environments`, `in`, `main`, `routes` and `type`.",
    ]);
  });

  test("cannot stand where a value must be known", () => {
    expect(complaints(project(`${db}\na: { ${box}, disks: "\${db.host}" }`))).toEqual([
      "SPEC_REFERENCE_MISPLACED at '${db.host}': `disks` of component `a` (server) cannot be a reference => Write a number.",
    ]);
  });

  test("to a component of another environment only says so", () => {
    const limited = "db: { type: database, region: r, in: [ prod ] }";
    expect(complaints(project(`${limited}\napi: { ${worker}, bindings: { A: "\${db.host}" } }`))).toEqual([
      "SPEC_UNKNOWN_COMPONENT at ${db.host}: There is no component `db` in `shop/dev` => Limit this with `in` too, or say it per environment.",
    ]);
  });

  test("and another can make a circle, which is named", () => {
    const text = project(
      `a: { ${worker}, bindings: { B: "\${b.url}" } }\nb: { ${worker}, dependsOn: [ a ] }`,
      "{ dev: {} }",
    );
    expect(complaints(text)).toEqual([
      "SPEC_CYCLE at ${b.url}: Components wait for each other: `a` -> `b` -> `a` => Remove one of these references.",
    ]);
  });

  test("across stacks can make stacks wait for each other", () => {
    const first = project(`a: { ${worker}, bindings: { A: "\${blog/dev/c.url}" } }\nb: { type: kv }`, "{ dev: {} }");
    const second = project(`c: { ${worker} }\nd: { ${worker}, bindings: { B: "\${shop/dev/b}" } }`, "{ dev: {} }");
    expect(complaints(first, second.replace("name: shop", "name: blog"))).toEqual([
      "SPEC_CYCLE at ${blog/dev/c.url}: Stacks wait for each other: `shop/dev` -> `blog/dev` -> `shop/dev` => Remove one of these references.",
    ]);
  });
});
