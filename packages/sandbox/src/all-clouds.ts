import { makeCloudflare } from "./cloudflare/make-cloudflare.ts";
import { makeDigitalOcean } from "./digitalocean/make-digitalocean.ts";
import { makeHetzner } from "./hetzner/make-hetzner.ts";
import type { MakeCloud } from "./kernel/sandbox-cloud.ts";
import { makeNeon } from "./neon/make-neon.ts";

export const allClouds: readonly MakeCloud[] = [makeDigitalOcean, makeHetzner, makeCloudflare, makeNeon];
