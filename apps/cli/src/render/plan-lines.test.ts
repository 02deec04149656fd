import { addressOf, digestOf, type Plan, type Reason, stackId, type Step } from "@cloudmake/model";
import { expect, test } from "vitest";
import { planLines } from "./plan-lines.ts";

const stack = stackId("shop", "prod");
const place = {
  file: "specs/shop.yaml",
  range: { start: { line: 24, column: 13, byte: 400 }, end: { line: 24, column: 17, byte: 404 } },
};

function step(component: string, action: Step["action"], reasons: readonly Reason[]): Step {
  const address = addressOf(stack, component, "server");
  return {
    address,
    type: "hcloud:index/server:Server",
    action,
    marker: "0".repeat(32),
    dependsOn: [],
    reasons: [...reasons],
  };
}

function planOf(...steps: Step[]): Plan {
  const digest = digestOf("plan");
  return { formatVersion: 1, stack, digest, basis: { spec: digest, serial: 1, definitions: digest }, steps };
}

const plain = (_: string, text: string): string => text;

test("shows each change with its fields, reasons and places, and counts them", () => {
  const plan = planOf(
    step("box", "replace", [
      { because: "changed", field: "image", before: "debian-12", after: "debian-13", replaces: true, place },
    ]),
    {
      ...step("api", "create", [{ because: "added" }]),
      inputs: { image: "debian-12", labels: {}, token: { $print: "a" } },
    },
    step("cache", "update", [
      { because: "drifted", field: "size", live: "cx52", wanted: "cx22", replaces: false, place },
    ]),
    step("old", "delete", [{ because: "removed" }]),
    step("db", "hold", [{ because: "removed" }, { because: "stateful" }]),
    step("dns", "keep", []),
    step("vm", "update", [
      { because: "changed", field: "serverType", before: "cx22", after: "cx32", replaces: false, stops: true, place },
    ]),
    step("job", "update", [
      { because: "changed", field: "token", before: { $print: "a" }, after: { $print: "b" }, replaces: false },
    ]),
  );
  expect(planLines(plan, plain).join("\n")).toMatchInlineSnapshot(`
    "shop/prod
      ± box/server  hcloud Server
          image: "debian-12" -> "debian-13"  makes a new object  specs/shop.yaml:24
      + api/server  hcloud Server
          image: "debian-12"
          token: [secret]
      ~ cache/server  hcloud Server
          size: "cx52" -> "cx22"  changed by hand  specs/shop.yaml:24
      - old/server  hcloud Server  no longer wanted
      ? db/server  hcloud Server  no longer wanted, holds data: kept unless you pass --delete-data
      ~ vm/server  hcloud Server
          serverType: "cx22" -> "cx32"  stops the machine until it is done  specs/shop.yaml:24
      ~ job/server  hcloud Server
          token: [secret] -> [secret]
      1 to create, 3 to update, 1 to replace, 1 to delete, 1 left alone, 1 unchanged"
  `);
});

test("says in one line that there is nothing to do", () => {
  expect(planLines(planOf(step("box", "keep", [])), plain)).toEqual([
    "shop/prod  no changes: 1 resource is as described",
  ]);
});

test("shows a move as one change, and both its halves where it waits", () => {
  const other = (component: string): Reason => ({
    because: "moved",
    address: addressOf(stack, component, "server"),
  });
  const taking = { id: "42", inputs: { image: "debian-12" } };
  const now = [
    { ...step("site", "import", [other("web")]), ...taking },
    { ...step("web", "forget", [other("site")]), id: "42" },
  ];
  expect(planLines(planOf(...now), plain)).toEqual([
    "shop/prod",
    "  → site/server  hcloud Server  takes over 42 from shop/prod/web/server",
    "  1 to move",
  ]);
  const later = now.map((half): Step => ({ ...half, action: "hold" }));
  expect(planLines(planOf(...later), plain)).toEqual([
    "shop/prod",
    "  ? site/server  hcloud Server  takes over 42 from shop/prod/web/server",
    "  ? web/server  hcloud Server  moves to shop/prod/site/server",
    "  2 left alone",
  ]);
});
