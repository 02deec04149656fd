import { describe, expect, test } from "vitest";
import { complaints, project } from "../test/specs.ts";

const box = "type: server, provider: hetzner, size: s, region: r";
const worker = "type: worker, main: x";

describe("a component", () => {
  test.each([
    [
      "misspelling a setting",
      `a: { ${box}, imagee: x }`,
      "SPEC_UNKNOWN_KEY at imagee: `imagee` is not a setting of component `a` (server) => Write `image`.",
    ],
    [
      "misspelling a setting it needs hears of it once",
      "a: { type: server, provider: hetzner, size: s, regoin: r }",
      "SPEC_UNKNOWN_KEY at regoin: `regoin` is not a setting of component `a` (server) => Write `region`.",
    ],
    [
      "with a setting of nobody",
      "a: { type: kv, zzz: 1 }",
      "SPEC_UNKNOWN_KEY at zzz: `zzz` is not a setting of component `a` (kv) => It knows `deletion`, `dependsOn`, `environments`, `in` and `type`.",
    ],
    [
      "without a setting it needs",
      "a: { type: server, provider: hetzner, region: r }",
      "SPEC_MISSING at a: Component `a` (server) has no `size` => Add `size:`. How large it is.",
    ],
    [
      "without its provider",
      "a: { type: server }",
      "SPEC_MISSING at a: Component `a` (server) has no `provider` => Add `provider:`. One of `hetzner` or `digitalocean`.",
    ],
    [
      "with a provider of nobody",
      "a: { type: server, provider: hetzer }",
      "SPEC_WRONG_OPTION at hetzer: `hetzer` is not an option of `provider` of component `a` (server) => Write `hetzner`.",
    ],
    [
      "without a type",
      "a: { main: x }",
      "SPEC_MISSING at a: Component `a` has no `type` => Add `type:`, one of `database`, `kv`, `server` or `worker`.",
    ],
    [
      "of an unknown type",
      "a: { type: sever }",
      "SPEC_UNKNOWN_TYPE at sever: There is no component type `sever` => Write `server`.",
    ],
    ["that is no map", "a: kv", "SPEC_WRONG_TYPE at kv: Component `a` must be a map of settings"],
    ["that is empty", "a:", "SPEC_WRONG_TYPE at a: Component `a` must be a map of settings"],
    [
      "with a name that is none",
      "apiServer: { type: kv }",
      "SPEC_BAD_NAME at apiServer: `apiServer` cannot be a name here => Write `api-server`.",
    ],
    [
      "called like the secrets",
      "secret: { type: kv }",
      "SPEC_BAD_NAME at secret: No component can be called `secret`: `${secret.NAME}` names a secret => Choose another name.",
    ],
    [
      "with text where a number belongs",
      `a: { ${box}, disks: "2" }`,
      "SPEC_WRONG_TYPE at '2': `disks` of component `a` (server) must be a number, not text => Write `2` without quotes.",
    ],
    [
      "with a number where text belongs",
      "a: { type: worker, main: 0644 }",
      'SPEC_WRONG_TYPE at 0644: `main` of component `a` (worker) must be text, not the number `644` => Write `"0644"`.',
    ],
    [
      "with yes for true",
      `a: { ${box}, backups: yes }`,
      "SPEC_WRONG_TYPE at yes: `backups` of component `a` (server) must be `true` or `false`, not text => Write `true`.",
    ],
    [
      "with off for false",
      `a: { ${box}, backups: off }`,
      "SPEC_WRONG_TYPE at off: `backups` of component `a` (server) must be `true` or `false`, not text => Write `false`.",
    ],
    [
      "with one value where a list belongs",
      `a: { ${box}, packages: git }`,
      "SPEC_WRONG_TYPE at git: `packages` of component `a` (server) must be a list, not text => Write a list: `[ git ]`.",
    ],
    [
      "with too large a number",
      `a: { ${box}, disks: 9 }`,
      "SPEC_OUT_OF_RANGE at 9: `disks` of component `a` (server) must be at most 4",
    ],
    [
      "with too long a list",
      `a: { ${box}, packages: [ a, b, c, d ] }`,
      "SPEC_OUT_OF_RANGE at [ a, b, c, d ]: `packages` of component `a` (server) must have at most 3 entries",
    ],
    [
      "with a value that is no option",
      `a: { ${box}, firewall: { inbound: [ { port: 1, protocol: tpc } ] } }`,
      "SPEC_WRONG_OPTION at tpc: `tpc` is not an option of `firewall.inbound[0].protocol` of component `a` (server) => Write `tcp`.",
    ],
    [
      "with text of the wrong shape",
      `a: { ${box}, firewall: { inbound: [ { port: 80- } ] } }`,
      "SPEC_WRONG_FORMAT at 80-: `80-` is not what `firewall.inbound[0].port` of component `a` (server) can be => A port range is like `80-90`.",
    ],
    [
      "with a value that fits none of several kinds",
      `a: { ${box}, firewall: { inbound: [ { port: [] } ] } }`,
      "SPEC_WRONG_TYPE at []: `firewall.inbound[0].port` of component `a` (server) must be a number or `any` or text, not a list",
    ],
    [
      "with a wrong key in a map of names",
      `a: { ${worker}, bindings: { cache: x } }`,
      "SPEC_BAD_NAME at cache: `cache` cannot be a name in `bindings` of component `a` (worker) => A binding has upper-case letters.",
    ],
    [
      "with settings that do not go together",
      `a: { ${worker}, domain: x, routes: [] }`,
      "SPEC_INVALID at a: `routes` and `domain` do not go together.",
    ],
    [
      "with a deletion of its own making",
      "a: { type: kv, deletion: keep }",
      "SPEC_WRONG_OPTION at keep: `keep` is not an option of `deletion` of component `a` => Write `delete` or `retain`.",
    ],
    [
      "in an unknown environment",
      "a: { type: kv, in: [ prdo ] }",
      "SPEC_UNKNOWN_ENVIRONMENT at prdo: The project has no environment `prdo` => Write `prod`.",
    ],
    [
      "that differs in an unknown environment",
      `a: { ${worker}, environments: { prdo: {} } }`,
      "SPEC_UNKNOWN_ENVIRONMENT at prdo: The project has no environment `prdo` => Write `prod`.",
    ],
    [
      "that is of another type in an environment",
      `a: { ${worker}, environments: { prod: { type: kv } } }`,
      "SPEC_NOT_OVERRIDABLE at type: `type` is the same in all environments => Move it to the component itself.",
    ],
    [
      "with a mistake in what differs",
      `a: { ${worker}, environments: { prod: { mian: y } } }`,
      "SPEC_UNKNOWN_KEY at mian: `mian` is not a setting of component `a` (worker) => Write `main`.",
    ],
  ])("%s", (_, components, expected) => {
    expect(complaints(project(components))).toEqual([expected]);
  });

  test("hears that a setting belongs to another provider", () => {
    const [diagnostic] = complaints(project(`a: { ${box}, vpc: x }`));
    expect(diagnostic).toContain("`vpc` is not a setting of component `a` (server)");
  });
});
