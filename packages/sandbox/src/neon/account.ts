import type { Context, Hono, Next } from "hono";
import { z } from "zod";
import { judgeAuthorization } from "../kernel/sandbox-token.ts";
import { body, NeonRefusal } from "./answer.ts";
import { now, type World } from "./world.ts";

const Key = z.object({ key_name: z.string() });

export async function authenticate(c: Context, next: Next): Promise<void> {
  switch (judgeAuthorization(c.req.header("authorization"))) {
    case "accepted":
      return next();
    case "missing":
      throw new NeonRefusal(401, "", "authentication required");
    case "refused":
      throw new NeonRefusal(401, "", "supplied credentials do not pass authentication");
  }
}

export function addAccount(api: Hono, world: World): void {
  api.get("/users/me", (c) => c.json(sandboxUser));
  api.get("/users/me/organizations", (c) => c.json({ organizations: [sandboxOrganization] }));
  api.get("/organizations/:org", (c) => c.json({ ...sandboxOrganization, id: c.req.param("org") }));
  api.get("/auth", (c) => c.json({ account_id: sandboxUser.id, auth_method: "api_key_user" }));
  api.get("/regions", (c) => c.json({ regions }));

  api.get("/api_keys", (c) =>
    c.json(world.apiKeys.all().map((key) => ({ ...key, created_by: creator, last_used_from_addr: "" }))),
  );
  api.post("/api_keys", async (c) => {
    const { key_name: name } = await body(c, Key);
    const row = world.apiKeys.add({ id: world.store.nextId(), name, created_at: now(world) });
    return c.json({ ...row, key: `napi_sandbox_${row.id}`, created_by: sandboxUser.id });
  });
  api.delete("/api_keys/:key", (c) => {
    const row = world.apiKeys.get(c.req.param("key"));
    if (row === undefined) throw new NeonRefusal(404, "", "api key not found");
    world.apiKeys.remove(row.id);
    return c.json({ ...row, created_by: sandboxUser.id, last_used_from_addr: "", revoked: true });
  });
}

export const sandboxUser = {
  id: "5a4db0c5-0000-4000-8000-000000000000",
  email: "sandbox@cloudmake.invalid",
  login: "sandbox",
  name: "Sandbox",
  last_name: "User",
  image: "",
  plan: "free_v3",
  projects_limit: 100,
  branches_limit: 10,
  max_autoscaling_limit: 8,
  active_seconds_limit: 0,
  auth_accounts: [],
  billing_account: {
    state: "active",
    payment_source: { type: "" },
    subscription_type: "free_v3",
    payment_method: "none",
    quota_reset_at_last: "2026-11-01T00:00:00Z",
    name: "Sandbox",
    email: "sandbox@cloudmake.invalid",
    address_city: "",
    address_country: "",
    address_line1: "",
    address_line2: "",
    address_postal_code: "",
    address_state: "",
  },
} as const;

const creator = { id: sandboxUser.id, name: "Sandbox", image: "" } as const;

const sandboxOrganization = {
  id: "org-sandbox-00000000",
  name: "Sandbox",
  handle: "sandbox-org-sandbox-00000000",
  plan: "free_v3",
  managed_by: "console",
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
} as const;

const regions = [
  {
    region_id: "aws-us-east-1",
    name: "AWS US East 1 (N. Virginia)",
    default: false,
    geo_lat: "38.13",
    geo_long: "-78.45",
  },
  { region_id: "aws-us-east-2", name: "AWS US East 2 (Ohio)", default: false, geo_lat: "39.96", geo_long: "-83" },
  { region_id: "aws-us-west-2", name: "AWS US West 2 (Oregon)", default: false, geo_lat: "46.15", geo_long: "-123.88" },
  {
    region_id: "aws-eu-central-1",
    name: "AWS Europe Central 1 (Frankfurt)",
    default: true,
    geo_lat: "50",
    geo_long: "8",
  },
  {
    region_id: "aws-eu-west-2",
    name: "AWS Europe West 2 (London)",
    default: false,
    geo_lat: "51.51",
    geo_long: "-0.13",
  },
  {
    region_id: "aws-ap-southeast-1",
    name: "AWS Asia Pacific 1 (Singapore)",
    default: false,
    geo_lat: "1.37",
    geo_long: "103.8",
  },
  {
    region_id: "aws-ap-southeast-2",
    name: "AWS Asia Pacific 2 (Sydney)",
    default: false,
    geo_lat: "-33.86",
    geo_long: "151.2",
  },
  {
    region_id: "aws-sa-east-1",
    name: "AWS South America East 1 (São Paulo)",
    default: false,
    geo_lat: "-23.5",
    geo_long: "-46.6",
  },
  {
    region_id: "azure-eastus2",
    name: "Azure East US 2 (Virginia)",
    default: false,
    geo_lat: "36.67",
    geo_long: "-78.39",
  },
] as const;
