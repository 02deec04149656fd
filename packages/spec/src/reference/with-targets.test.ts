import { type ComponentRef, stackId } from "@cloudmake/model";
import { expect, test } from "vitest";
import { withTargets } from "./with-targets.ts";

test("references change places wherever they stand, and nothing else does", () => {
  const [one, two] = [refTo("dev"), refTo("dev")];
  const other = refTo("prod");
  const settings = { host: one, list: ["text", { $join: ["http://", two] }], far: other, port: 443 };
  const targets = new Map([one, two].map((ref) => [ref, refTo("staging")]));
  expect(withTargets(settings, targets)).toEqual({
    value: { host: refTo("staging"), list: ["text", { $join: ["http://", refTo("staging")] }], far: other, port: 443 },
  });
});

test("settings without references stay the same object", () => {
  const settings = { port: 443 };
  expect(withTargets(settings, new Map())?.value).toBe(settings);
});

test.each([
  ["copied", () => ({ host: refTo("dev") })],
  ["left out", () => ({})],
  ["doubled", (ref: ComponentRef) => ({ host: ref, again: ref })],
])("a reference that a schema has %s is found out", (_, rebuilt) => {
  const ref = refTo("dev");
  expect(withTargets(rebuilt(ref), new Map([[ref, refTo("prod")]]))).toBeUndefined();
});

function refTo(environment: string): ComponentRef {
  return { $from: { stack: stackId("shop", environment), component: "db", output: "host" } };
}
