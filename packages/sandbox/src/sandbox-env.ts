/** The account under which everything in the sandbox's Cloudflare stands. */
export const sandboxAccountId = "sandbox0000000000000000000000000";

/** Visibly fake tokens, in the length and alphabet that the vendors' own clients insist on. */
export function sandboxEnv(origin: string): Readonly<Record<string, string>> {
  return {
    DIGITALOCEAN_API_URL: `${origin}/digitalocean`,
    DIGITALOCEAN_TOKEN: "sandbox-token-digitalocean",
    DIGITALOCEAN_ACCESS_TOKEN: "sandbox-token-digitalocean",
    HCLOUD_ENDPOINT: `${origin}/hetzner/v1`,
    // Storage boxes have an address of their own, which must not lead out of the sandbox either.
    HCLOUD_HETZNER_ENDPOINT: `${origin}/hetzner/v1`,
    HCLOUD_TOKEN: "sandboxtokenhetzner".padEnd(64, "0"),
    CLOUDFLARE_API_BASE_URL: `${origin}/cloudflare/client/v4`,
    CLOUDFLARE_BASE_URL: `${origin}/cloudflare/client/v4`,
    CLOUDFLARE_ACCOUNT_ID: sandboxAccountId,
    CLOUDFLARE_API_TOKEN: "sandbox-token-cloudflare".padEnd(40, "0"),
    CLOUDMAKE_WORKERS_URL: origin.replace("127.0.0.1", "{script}.localhost"),
    WRANGLER_SEND_METRICS: "false",
    NEON_API_HOST: `${origin}/neon/api/v2`,
    NEON_API_KEY: "sandbox-token-neon",
  };
}
