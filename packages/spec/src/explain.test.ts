import { expect, test } from "vitest";
import { project, stacksOf } from "../test/specs.ts";
import { explain } from "./explain.ts";

const text = project(
  `db: { type: database, region: r }
box:
  type: server
  provider: hetzner
  size: cx22
  region: fsn1
  host: "x-\${db.host}-\${secret.NAME}"
  firewall: { inbound: [ { port: 443 } ] }
  environments:
    staging: { size: cx32, deletion: retain }
    prod: { host: "\${shop/staging/db.host}" }`,
  "{ staging: {}, prod: { from: staging } }",
);

test("explains where every value of a component comes from", () => {
  const prod = stacksOf(text).find(({ stack }) => stack === "shop/prod");
  const settings = prod === undefined ? undefined : explain(prod, "box");
  expect(settings?.map(({ setting, value, layer, place }) => [setting, value, layer, place.range.start.line])).toEqual([
    ["provider", "hetzner", "base", 10],
    ["size", "cx32", "environment prod (from staging)", 16],
    ["region", "fsn1", "base", 12],
    ["image", "debian-12", "default", 8],
    ["backups", false, "default", 8],
    ["disks", 1, "default", 8],
    ["packages", [], "default", 8],
    ["host", "${shop/staging/db.host}", "environment prod", 17],
    ["firewall.inbound[0].port", 443, "base", 14],
    ["firewall.inbound[0].protocol", "tcp", "default", 14],
    ["deletion", "retain", "environment prod (from staging)", 16],
  ]);
});

test("shows references of the own stack by their bare name", () => {
  const [staging] = stacksOf(text);
  const host = staging === undefined ? undefined : explain(staging, "box")?.find(({ setting }) => setting === "host");
  expect(host?.value).toBe("x-${db.host}-${secret.NAME}");
});

test("knows nothing of a component that is not there", () => {
  const [staging] = stacksOf(text);
  expect(staging === undefined ? undefined : explain(staging, "nobody")).toBeUndefined();
});
