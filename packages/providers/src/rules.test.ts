import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { defineResource } from "./define-resource.ts";
import { describeResource } from "./describe-resource.ts";
import { hetzner } from "./hetzner/hetzner.ts";
import { neon } from "./neon/neon.ts";
import { definitions } from "./registry.gen.ts";
import { resourceRules } from "./rules.gen.ts";

const Loaded = z.array(z.string());

/** Validation and a plan without changes must not pay for the schemas of answers and the HTTP kernel. */
test("loading the rules loads nothing of the calls", () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({
      load(url, context, next) {
        loaded.push(url);
        return next(url, context);
      },
    });
    const { resourceRules } = await import(${JSON.stringify(join(import.meta.dirname, "rules.gen.ts"))});
    if (resourceRules.size === 0) throw new Error("no rules");
    console.log(JSON.stringify(loaded));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "--no-warnings", "-e", script], {
    encoding: "utf8",
  });
  const loaded = Loaded.parse(JSON.parse(output));
  const foreign = loaded.filter((url) => /^node:|@pulumi|@grpc|\/packages\/(?!providers\/|model\/)/.test(url));
  expect(foreign).toEqual([]);
  const own = loaded.filter((url) => url.includes("/packages/providers/src/")).map((url) => new URL(url).pathname);
  // Whatever makes or reads what goes over the wire names at least a type of the calls.
  const withCalls = /from "(?:\.\.?\/)+(?:http\/|grpc\/|define-resource)|from "@cloudmake\/ports"|from "node:/;
  const wire = own.filter((file) => /\/(?:http|grpc)\//.test(file) || withCalls.test(readFileSync(file, "utf8")));
  expect(wire.map((file) => relative(import.meta.dirname, file))).toEqual([]);
});

test("every definition has its rules by its token, and there are no others", () => {
  expect([...resourceRules.keys()].toSorted()).toEqual(definitions.map(({ type }) => type).toSorted());
  for (const { type, cloud, api } of definitions) {
    expect(resourceRules.get(type)?.cloud).toBe(cloud);
    expect(api.name).toBe(cloud);
  }
});

test("what is described for one cloud is not defined with another one's address", () => {
  const described = describeResource({
    cloud: "hetzner",
    type: "test:index/box:Box",
    version: "1.0.0",
    inputs: () => z.strictObject({ name: z.string() }),
    outputs: () => z.object({ host: z.string() }),
  });
  const calls = {
    list: async () => [],
    read: async () => undefined,
    find: async () => undefined,
    create: () => Promise.reject(new Error("not called")),
    update: () => Promise.reject(new Error("not called")),
    delete: async () => undefined,
  };
  expect(defineResource(described, { api: hetzner, ...calls }).cloud).toBe("hetzner");
  // @ts-expect-error -- Neon is not Hetzner
  defineResource(described, { api: neon, ...calls });
});

test("a description speaks only of inputs and outputs that there are", () => {
  const shape = {
    cloud: "hetzner",
    type: "test:index/box:Box",
    version: "1.0.0",
    inputs: () => z.strictObject({ name: z.string() }),
    outputs: () => z.object({ host: z.string() }),
  } as const;
  describeResource({ ...shape, replaceOn: ["name"], volatile: ["host"] });
  // @ts-expect-error -- an output forces no replacement
  describeResource({ ...shape, replaceOn: ["host"] });
  // @ts-expect-error -- an input is not volatile
  describeResource({ ...shape, volatile: ["name"] });
});
