import type { Context, Hono, Next } from "hono";
import { CloudflareRefusal, ok, okPage } from "./answer.ts";
import { sandboxAccountId } from "../sandbox-env.ts";
import { accountOf, type World } from "./world.ts";

const tokenLengthLimit = 200;
const accountPages = { usual: 20, most: 50 } as const;
const sandboxUserId = "5a4db0c5000000000000000000000000";

/** Any token is somebody, but the ones that call themselves bad. */
export async function authenticate(c: Context, next: Next): Promise<void> {
  const bearer = /^Bearer\s+(\S.*)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const token = bearer ?? (c.req.header("x-auth-email") === undefined ? undefined : c.req.header("x-auth-key"));
  if (token === undefined) {
    throw new CloudflareRefusal(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  }
  if (token.startsWith("bad") || token.length > tokenLengthLimit) {
    if (c.req.path.endsWith("/tokens/verify")) throw new CloudflareRefusal(401, 1000, "Invalid API Token");
    throw new CloudflareRefusal(401, 10000, "Authentication error");
  }
  await next();
}

export function addIdentity(api: Hono, world: World): void {
  const tokenState = { id: "70c0e000000000000000000000000000", status: "active" };
  api.get("/user", (c) => ok(c, sandboxUser));
  api.get("/user/tokens/verify", (c) => ok(c, tokenState));
  api.get("/accounts/:account/tokens/verify", (c) => ok(c, tokenState));
  api.get("/accounts", (c) => {
    const name = c.req.query("name");
    const shown = accountIds(world).filter(() => name === undefined || name === "Sandbox");
    return okPage(c, shown, accountPages, (id) => showAccount(world, id));
  });
  api.get("/accounts/:account", (c) => ok(c, showAccount(world, c.req.param("account"))));
  api.get("/memberships", (c) =>
    okPage(c, accountIds(world), accountPages, (id) => ({
      id: `3e3be500${id.slice(8)}`,
      status: "accepted",
      account: showAccount(world, id),
      roles: ["Super Administrator - All Privileges"],
      permissions: { "#workers": { read: true, edit: true }, "#zone": { read: true, edit: true } },
      policies: [],
      api_access_enabled: null,
    })),
  );
}

function accountIds(world: World): readonly string[] {
  accountOf(world, sandboxAccountId);
  return [...world.state.accounts.keys()];
}

function showAccount(world: World, id: string): object {
  const { name, createdOn } = accountOf(world, id);
  return {
    id,
    name,
    type: "standard",
    settings: { enforce_twofactor: false },
    created_on: createdOn,
  };
}

const sandboxUser = {
  id: sandboxUserId,
  email: "sandbox@cloudmake.invalid",
  first_name: null,
  last_name: null,
  username: "sandbox",
  telephone: null,
  country: null,
  zipcode: null,
  two_factor_authentication_enabled: false,
  two_factor_authentication_locked: false,
  suspended: false,
  has_pro_zones: false,
  has_business_zones: false,
  has_enterprise_zones: false,
  betas: [],
  organizations: [],
} as const;
