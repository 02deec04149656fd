import { describe, expect, test } from "vitest";
import { componentsRegistry } from "./components-registry.ts";
import { definitionsRegistry } from "./definitions-registry.ts";
import { rulesRegistry } from "./rules-registry.ts";

describe("the registry of component types", () => {
  test("has a line for each folder, and the workspace's component", () => {
    const text = componentsRegistry(["kv", "key-store"]);
    expect(text).toContain('import { kvComponent } from "./kv/component.ts";');
    expect(text).toContain('import { keyStoreComponent } from "./key-store/component.ts";');
    expect(text).toMatch(/\[\n {4}kvComponent,\n {4}keyStoreComponent,\n {4}workspaceComponent,\n {2}\]/);
  });
});

describe("the registry of resource definitions", () => {
  const zone = "export const zone = defineResource(zoneRules, {";

  test("tells definitions of the same name in two clouds apart", () => {
    const text = definitionsRegistry([
      { cloud: "hetzner", name: "zone", source: zone },
      { cloud: "cloudflare", name: "zone", source: zone },
    ]);
    expect(text).toContain('import { zone as hetznerZone } from "./hetzner/zone.ts";');
    expect(text).toContain('import { zone as cloudflareZone } from "./cloudflare/zone.ts";');
    expect(text).toContain("= [\n  hetznerZone,\n  cloudflareZone,\n];");
  });

  test("leaves out files that define nothing", () => {
    const text = definitionsRegistry([
      { cloud: "neon", name: "neon", source: "export const neon = defineCloud({" },
      {
        cloud: "neon",
        name: "role",
        source: "export const role: ResourceDefinition<Role> = defineResource(roleRules, {",
      },
    ]);
    expect(text).not.toContain("./neon/neon.ts");
    expect(text).toContain("./neon/role.ts");
  });
});

describe("the registry of rules", () => {
  test("has what is described, and nothing of its calls", () => {
    const text = rulesRegistry([
      { cloud: "hetzner", name: "zone", source: "export const zone = defineResource(zoneRules, {" },
      { cloud: "hetzner", name: "zone-rules", source: "export const zoneRules = describeResource({" },
    ]);
    expect(text).toContain('import { zoneRules as hetznerZoneRules } from "./hetzner/zone-rules.ts";');
    expect(text).toContain("= [\n  hetznerZoneRules,\n];");
    expect(text).not.toContain("./hetzner/zone.ts");
  });
});
