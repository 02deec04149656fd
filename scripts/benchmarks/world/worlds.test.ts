import { expect, test } from "vitest";
import { compileSpecs } from "./record-as-applied.ts";
import { fourCloudsBranches, fourCloudsResources, fourCloudsSpecs } from "./four-clouds-specs.ts";
import { listPages } from "./list-pages.ts";
import { teamSpec, teamSpecLines } from "./team-spec.ts";

test("the specs of four clouds want as many resources as the benchmark says", () => {
  const nodes = compileSpecs(fourCloudsSpecs()).flatMap((graph) => graph.nodes);
  expect(nodes).toHaveLength(fourCloudsResources);
  expect(nodes.filter(({ type }) => type === "neon:index/branch:Branch")).toHaveLength(fourCloudsBranches);
  expect(new Set(nodes.map(({ type }) => type.split(":")[0]))).toEqual(
    new Set(["cloudflare", "digitalocean", "hcloud", "neon"]),
  );
});

test("a team's spec has as many lines as the benchmark says", () => {
  expect(teamSpec("shop").text.trimEnd().split("\n")).toHaveLength(teamSpecLines);
});

test("an empty list has a page, a full page has no second one, and every parent has lists of its own", () => {
  const empty = listPages(new Map(), 0);
  const pagesOf = (key: string, count: number) => listPages(new Map([[key, count]]), 0) - empty;
  expect(pagesOf("hetzner volume", 50)).toBe(0);
  expect(pagesOf("hetzner volume", 51)).toBe(1);
  expect(pagesOf("digitalocean droplet", 401)).toBe(2);
  expect(pagesOf("cloudflare kv namespace", 101)).toBe(2); // namespaces, and their tags
  expect(pagesOf("cloudflare zone", 3)).toBe(3); // records
  expect(pagesOf("neon project", 4)).toBe(8); // branches, endpoints
  expect(listPages(new Map(), 5) - empty).toBe(5); // databases
});
