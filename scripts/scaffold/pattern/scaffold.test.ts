import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { houseProblems } from "../../quality/house/house-problems.ts";
import { componentFiles } from "./component-files.ts";
import { cloudsToScaffold, resourceFiles } from "./resource-files.ts";

const resources = cloudsToScaffold.flatMap((cloud) => resourceFiles(cloud, "floating-ip") ?? []);
const scaffolded = [...componentFiles("key-store"), ...resources];

describe.each(scaffolded.filter(({ path }) => path.endsWith(".ts")))("$path", ({ path, text }) => {
  test("is TypeScript that keeps the house rules", () => {
    expect(parseSync(path, text).errors).toEqual([]);
    expect(houseProblems(path, text)).toEqual([]);
  });
});

test("a component is named as the registry looks for it", () => {
  const component = componentFiles("key-store").find(
    ({ path }) => path === "stacks/src/components/key-store/component.ts",
  );
  expect(component?.text).toContain("export const keyStoreComponent = defineComponent({");
});

test("a resource's rules bear the official token, and its calls name them", () => {
  const [rules, calls] = resourceFiles("hetzner", "floating-ip") ?? [];
  expect(rules?.text).toContain('type: "hcloud:index/floatingIp:FloatingIp"');
  expect(calls?.text).toContain("export const floatingIp = defineResource(floatingIpRules, {");
});

test("a cloud that CloudMake does not know has no pattern", () => {
  expect(resourceFiles("mars", "floating-ip")).toBeUndefined();
});
