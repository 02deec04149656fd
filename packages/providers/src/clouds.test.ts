import { describe, expect, test } from "vitest";
import { cloudsFrom, openClouds } from "./clouds.ts";
import { hetzner } from "./hetzner/hetzner.ts";
import { systemWiring } from "./http/wiring.ts";

describe("accounts from variables", () => {
  test("open a cloud at its own address unless another one is set", () => {
    const { accounts } = cloudsFrom({
      HCLOUD_TOKEN: "sandbox-token-hetzner",
      DIGITALOCEAN_TOKEN: "sandbox-token-digitalocean",
      DIGITALOCEAN_API_URL: "http://127.0.0.1:4800/digitalocean/",
    });
    expect(accounts.get("hetzner")?.baseUrl).toBe("https://api.hetzner.cloud/v1");
    expect(accounts.get("digitalocean")?.baseUrl).toBe("http://127.0.0.1:4800/digitalocean");
  });

  test("hold the facts of the account beside its token", () => {
    const CLOUDFLARE_ACCOUNT_ID = "0123456789abcdef".repeat(2);
    const { accounts } = cloudsFrom({ CLOUDFLARE_API_TOKEN: "sandbox-token-cloudflare", CLOUDFLARE_ACCOUNT_ID });
    expect(accounts.get("cloudflare")?.variables).toEqual({ CLOUDFLARE_ACCOUNT_ID });
  });

  test("name what is not set up", () => {
    const { accounts, missing } = cloudsFrom({ HCLOUD_TOKEN: "", NEON_API_KEY: "sandbox-token-neon" });
    expect([...accounts.keys()]).toEqual(["neon"]);
    expect(missing).toContainEqual({ cloud: "hetzner", variables: ["HCLOUD_TOKEN"] });
  });

  test("refuse what is no address, without showing the token", () => {
    const env = { HCLOUD_TOKEN: "sandbox-token-hetzner", HCLOUD_ENDPOINT: "localhost" };
    expect(() => cloudsFrom(env)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });

  test("refuse to open a cloud without an account", () => {
    const open = openClouds(cloudsFrom({}), systemWiring());
    const failure = { code: "CREDENTIAL_MISSING", data: { cloud: "hetzner", variables: ["HCLOUD_TOKEN"] } };
    expect(() => open(hetzner, "plan")).toThrow(expect.objectContaining(failure));
  });
});
