import type { ResourceDefinition } from "../define-resource.ts";
import { dnsRecord } from "./dns-record.ts";
import { workersKvNamespace } from "./workers-kv-namespace.ts";
import { workersScriptSubdomain } from "./workers-script-subdomain.ts";
import { workersScript } from "./workers-script.ts";
import { zone } from "./zone.ts";

/** Everything CloudMake makes at Cloudflare. */
export const cloudflareDefinitions: readonly ResourceDefinition[] = [
  dnsRecord,
  workersKvNamespace,
  workersScript,
  workersScriptSubdomain,
  zone,
];
