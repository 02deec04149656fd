import { expect, test } from "vitest";
import { loadDescription } from "./vendor-description.ts";

const hetzner = loadDescription("hetzner");

test.skipIf(hetzner === undefined)("the judge objects to what a vendor would not answer", () => {
  const group = { id: 1, name: "web", type: "spread", labels: {}, servers: [], created: "2026-08-01T00:00:00+00:00" };
  const problems = (status: number, body: unknown): readonly string[] => {
    return hetzner?.problems("GET", "/placement_groups/1", status, body) ?? [];
  };
  expect(problems(200, { placement_group: group })).toEqual([]);
  expect(problems(201, { placement_group: group })).toEqual(["GET /placement_groups/{id} does not answer 201"]);
  expect(problems(200, { placement_group: { ...group, type: "heap" } })).toHaveLength(1);
  expect(problems(200, {})).toHaveLength(1);
});
