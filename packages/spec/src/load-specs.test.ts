import { describe, expect, test } from "vitest";
import { componentTypes } from "../test/component-types.ts";
import { componentOf, project, settingsOf, specs, stacksOf } from "../test/specs.ts";
import { loadSpecs } from "./load-specs.ts";

const shop = `
apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop, labels: { team: store } }
spec:
  environments:
    dev: { labels: { cheap: "yes" } }
    staging: { from: dev, protect: true }
    prod: { from: staging, approvals: 2, labels: { team: ops } }
  previews: { ttlHours: 24 }
  components:
    db: { type: database, region: eu }
    api:
      type: worker
      main: ./worker.js
      deletion: retain
      dependsOn: [ db ]
      bindings:
        URL: \${db.connectionUri}
        TOKEN: \${secret.API_TOKEN}
        DSN: "postgres://\${db.host}/x?p=\${secret.PASSWORD}"
        OTHER: \${workspace/ada/machine}
        PRICE: "$5 $\${HOME}"
      environments:
        dev: { bindings: { DSN: null } }
        staging: { routes: [ a ], bindings: { PRICE: free } }
        prod: { routes: [ b, c ] }
    debug: { type: kv, in: [ dev ] }
---
apiVersion: cloudmake.dev/v1
kind: Workspace
metadata: { name: ada }
spec: { provider: hetzner, size: s, region: fsn1, protect: true, deletion: retain }
`;

describe("specs", () => {
  test("become a stack for each environment and each workspace", () => {
    const { stacks, manifests } = loadSpecs(specs(shop), componentTypes);
    expect(stacks.map(({ stack, kind }) => `${kind} ${stack}`)).toEqual([
      "Project shop/dev",
      "Project shop/staging",
      "Project shop/prod",
      "Workspace workspace/ada",
    ]);
    expect(manifests).toMatchObject([
      { kind: "Project", name: "shop", previews: { ttlHours: 24, max: 15 } },
      { kind: "Workspace", name: "ada" },
    ]);
  });

  test("give an environment what its `from` says, and what it says itself", () => {
    const [, staging, prod] = stacksOf(shop);
    expect(staging).toMatchObject({ protect: true, approvals: 0, labels: { team: "store", cheap: "yes" } });
    expect(prod).toMatchObject({ protect: true, approvals: 2, labels: { team: "ops", cheap: "yes" } });
  });

  test("have components only in the environments that `in` names", () => {
    expect(stacksOf(shop).map(({ components }) => components.map(({ name }) => name))).toEqual([
      ["db", "api", "debug"],
      ["db", "api"],
      ["db", "api"],
      ["machine"],
    ]);
  });

  test("merge maps, replace lists and values, and remove with null", () => {
    expect(settingsOf(shop, "shop/prod", "api")).toMatchObject({ routes: ["b", "c"], bindings: { PRICE: "free" } });
    expect(Object.keys(bindings(settingsOf(shop, "shop/prod", "api")))).toEqual(["URL", "TOKEN", "OTHER", "PRICE"]);
  });

  test("say references as data", () => {
    const from = (stack: string, component: string, output: string): unknown => ({
      $from: { stack, component, output },
    });
    const text = shop.replace("{ bindings: { DSN: null } }", "{}");
    expect(bindings(settingsOf(text, "shop/dev", "api"))).toEqual({
      URL: from("shop/dev", "db", "connectionUri"),
      TOKEN: { $secret: "API_TOKEN" },
      DSN: { $join: ["postgres://", from("shop/dev", "db", "host"), "/x?p=", { $secret: "PASSWORD" }] },
      OTHER: from("workspace/ada", "machine", "self"),
      PRICE: "$5 ${HOME}",
    });
  });

  test("keep what every component has apart from what its type has", () => {
    expect(componentOf(shop, "shop/dev", "api")).toMatchObject({
      type: "worker",
      deletion: "retain",
      dependsOn: ["db"],
    });
    expect(stacksOf(shop).at(-1)).toMatchObject({
      protect: true,
      components: [{ deletion: "retain", type: "workspace" }],
    });
  });

  test("know the layer and the place of every value", () => {
    const { layerOf, placeOf } = componentOf(shop, "shop/prod", "api");
    const line = (path: readonly (string | number)[]): number => placeOf(path).range.start.line;
    expect([layerOf(["main"]), line(["main"])]).toEqual(["base", 15]);
    expect([layerOf(["bindings", "PRICE"]), line(["bindings", "PRICE"])]).toEqual([
      "environment prod (from staging)",
      26,
    ]);
    expect([layerOf(["routes"]), line(["routes", 1])]).toEqual(["environment prod", 27]);
    expect([layerOf(["domain"]), line(["domain"])]).toEqual(["default", 13]);
  });

  test("are read from many files as if they were one", () => {
    const other = project("api: { type: worker, main: x, bindings: { A: '${shop/dev/db.host}' } }").replace(
      "name: shop",
      "name: blog",
    );
    expect(stacksOf(shop, other).map(({ stack }) => stack)).toContain("blog/dev");
  });

  test("with an error in one manifest still give the others", () => {
    const { stacks } = loadSpecs(
      specs(project("a: { type: nothing }"), "---\n%", shop.replaceAll("shop", "blog")),
      componentTypes,
    );
    expect(stacks.map(({ project: name }) => name)).toEqual(["blog", "blog", "blog", "workspace"]);
  });

  test("take anchors and aliases for what they stand for", () => {
    const text = project("a: &it { type: server, provider: hetzner, size: s, region: r }\nb: *it");
    expect(settingsOf(text, "shop/dev", "b")).toEqual(settingsOf(text, "shop/dev", "a"));
  });
});

function bindings(settings: unknown): object {
  return typeof settings === "object" && settings !== null && "bindings" in settings ? Object(settings.bindings) : {};
}
