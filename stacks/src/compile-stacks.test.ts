import { describe, expect, test } from "vitest";
import { compileText, lineOf, project } from "../test/compile-text.ts";

const box = "{ type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1";

describe("compilation finds", () => {
  test.each([
    [
      "a file that is not there",
      "web: { type: worker, main: ./dist/worker.js }",
      ["7 SPEC_FILE_MISSING There is no file `./dist/worker.js`"],
    ],
    [
      "a secret in a server's files",
      `box:\n  ${box.slice(2).replaceAll(", ", "\n  ")}\n  bootstrap:\n    files:\n      - path: /etc/token\n        content: "t=\${secret.TOKEN}"`,
      ["16 SPEC_SECRET_EXPOSED A secret cannot stand in `bootstrap`"],
    ],
    [
      "a resource's secret in a server's commands",
      `db: { type: database }\nbox: ${box}, bootstrap: { run: [ "psql \${db.connectionUri}" ] } }`,
      ["8 SPEC_SECRET_EXPOSED A secret cannot stand in `bootstrap`"],
    ],
    [
      "two records of one name and type",
      `site:\n  type: dns\n  provider: hetzner\n  zone: shop.example\n  records:\n    - { name: www, type: A, value: 192.0.2.1 }\n    - { name: www, type: A, value: 192.0.2.2 }`,
      ["13 SPEC_INVALID There are two records of type A for `www`"],
    ],
    [
      "inputs that the resource's definition refuses, at the setting they come from",
      `box:\n  ${box.slice(2).replaceAll(", ", "\n  ")}\n  bootstrap:\n    run: [ "${"x".repeat(33_000)}" ]`,
      ["13 SPEC_RESOURCE_INVALID `box` (server) would make an invalid Server"],
    ],
  ])("%s", (_, components, expected) => {
    expect(compileText(project(components)).diagnostics.map(lineOf)).toEqual(expected);
  });

  test("everything at once, and gives no graph of a stack with an error", () => {
    const { graphs, diagnostics } = compileText(
      project(`web: { type: worker, main: a.js }\napi: { type: worker, main: b.js }\ncache: { type: kv }`),
    );
    expect(diagnostics.map(({ summary }) => summary)).toEqual(["There is no file `a.js`", "There is no file `b.js`"]);
    expect(graphs).toEqual([]);
  });
});

describe("a graph", () => {
  test("is the same for the same spec, whatever the order of its components", () => {
    const parts = ["cache: { type: kv }", "db: { type: database }", `box: ${box} }`];
    const [forward, backward] = [parts, parts.toReversed()].map((order) => {
      const [graph] = compileText(project(order.join("\n"))).graphs;
      return graph?.nodes.map(({ address, marker, inputs, dependsOn }) => ({ address, marker, inputs, dependsOn }));
    });
    const byAddress = (nodes: typeof forward) => nodes?.toSorted((a, b) => a.address.localeCompare(b.address));
    expect(byAddress(backward)).toEqual(byAddress(forward));
  });

  test("orders components by what they refer to, not by where they stand", () => {
    const { graphs } = compileText(
      project(`disk: { type: volume, provider: hetzner, region: fsn1, size: 10, server: "\${box}" }\nbox: ${box} }`),
    );
    expect(graphs[0]?.nodes.map(({ address }) => address)).toEqual([
      "shop/dev/box/server",
      "shop/dev/disk/volume",
      "shop/dev/disk/attachment",
    ]);
  });

  test("follows `dependsOn` without a reference", () => {
    const { graphs } = compileText(project(`box: ${box}, dependsOn: [ cache ] }\ncache: { type: kv }`));
    const server = graphs[0]?.nodes.find(({ address }) => address.endsWith("/server"));
    expect(server?.dependsOn).toEqual(["shop/dev/cache/namespace"]);
  });

  test("marks a new object when an input changes that forces one, and only then", () => {
    const markerOf = (settings: string) => compileText(project(`box: ${settings} }`)).graphs[0]?.nodes[0]?.marker;
    expect(markerOf(box.replace("cx22", "cx32"))).toBe(markerOf(box));
    expect(markerOf(box.replace("debian-12", "debian-13"))).not.toBe(markerOf(box));
  });

  test("says that text put together from a secret is secret", () => {
    const { graphs } = compileText(
      project(`cache: { type: kv }\nweb: { type: worker, main: w.js, bindings: { A: "x\${secret.S}" } }`),
      { "specs/w.js": "" },
    );
    const script = graphs[0]?.nodes.find(({ address }) => address.endsWith("/script"));
    expect(script?.inputs["bindings"]).toEqual([
      { name: "A", type: "secret_text", text: { $join: ["x", { $secret: "S" }] } },
    ]);
  });
});

describe("several stacks", () => {
  const twoStacks = (prod: string, dev: string) => `
apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { dev: {}, prod: {} }
  components:
    db: { type: database, environments: { dev: ${dev}, prod: ${prod} } }
    cache: { type: kv }
`;
  const fromProd = `{ project: "\${shop/prod/db.projectId}", parent: "\${shop/prod/db.branchId}" }`;

  test("come referenced ones first, with the references as reasons", () => {
    const { graphs, order, diagnostics } = compileText(twoStacks("{}", fromProd));
    expect(diagnostics).toEqual([]);
    expect(graphs.map(({ stack }) => stack)).toEqual(["shop/prod", "shop/dev"]);
    expect(order.map(({ from, to, reasons }) => [from, to, reasons.map(({ reference }) => reference)])).toEqual([
      ["shop/dev", "shop/prod", ["${shop/prod/db.projectId}", "${shop/prod/db.branchId}"]],
    ]);
  });

  test("refer to each other's outputs, which are no dependencies inside a stack", () => {
    const branch = compileText(twoStacks("{}", fromProd))
      .graphs.flatMap(({ nodes }) => nodes)
      .find(({ address }) => address === "shop/dev/db/branch");
    expect(branch?.inputs["projectId"]).toEqual({ $ref: { address: "shop/prod/db/project", output: "id" } });
    expect(branch?.dependsOn).toEqual([]);
  });

  test("fall together with the one they refer to", () => {
    const { graphs, diagnostics } = compileText(`${twoStacks("{}", fromProd)}
    web: { type: worker, main: missing.js, in: [ prod ] }`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["SPEC_FILE_MISSING"]);
    expect(graphs).toEqual([]);
  });
});

describe("what loading has reported already", () => {
  test.each([
    [
      "a circle",
      `a: { type: worker, main: w.js, bindings: { B: "\${b}" } }\nb: { type: worker, main: w.js, bindings: { A: "\${a}" } }`,
    ],
    ["an unknown component", `a: { type: kv, dependsOn: [ b ] }`],
    ["an unknown output", `a: { type: kv }\nb: { type: database, project: "\${a.uri}" }`],
  ])("is not reported again: %s", (_, components) => {
    const { graphs, leftOut, diagnostics } = compileText(project(components), { "specs/w.js": "" });
    expect(diagnostics).toHaveLength(1);
    expect(graphs).toEqual([]);
    expect(leftOut).toEqual(["shop/dev"]);
  });

  test("says a thing once that is wrong in every environment", () => {
    const text = project("web: { type: worker, main: w.js }").replace("{ dev: {} }", "{ dev: {}, prod: {} }");
    const { leftOut, diagnostics } = compileText(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(["SPEC_FILE_MISSING"]);
    expect(leftOut).toEqual(["shop/dev", "shop/prod"]);
  });
});
