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

test("a resource bears the official token", () => {
  expect(resourceFiles("hetzner", "floating-ip")?.[0]?.text).toContain('type: "hcloud:index/floatingIp:FloatingIp"');
});

test("a cloud that CloudMake does not know has no pattern", () => {
  expect(resourceFiles("mars", "floating-ip")).toBeUndefined();
});
