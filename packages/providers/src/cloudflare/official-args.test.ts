import type {
  DnsRecordArgs,
  WorkersKvNamespaceArgs,
  WorkersScriptArgs,
  WorkersScriptSubdomainArgs,
  ZoneArgs,
} from "@pulumi/cloudflare";
import { expectTypeOf, test } from "vitest";
import type { DnsRecordInputs } from "./dns-record-rules.ts";
import type { WorkersKvNamespaceInputs } from "./workers-kv-namespace-rules.ts";
import type { WorkersScriptSubdomainInputs } from "./workers-script-subdomain-rules.ts";
import type { WorkersScriptInputs } from "./workers-script-rules.ts";
import type { ZoneInputs } from "./zone-rules.ts";

/** The session knows its account, so here the account is optional. */
type InAccount<Args> = Omit<Args, "accountId" | "account">;

test("inputs are arguments of the official SDK, with no name of our own among them", () => {
  expectTypeOf<keyof DnsRecordInputs>().toExtend<keyof DnsRecordArgs>();
  expectTypeOf<keyof WorkersKvNamespaceInputs>().toExtend<keyof WorkersKvNamespaceArgs>();
  expectTypeOf<keyof WorkersScriptInputs>().toExtend<keyof WorkersScriptArgs>();
  expectTypeOf<keyof WorkersScriptSubdomainInputs>().toExtend<keyof WorkersScriptSubdomainArgs>();
  expectTypeOf<keyof ZoneInputs>().toExtend<keyof ZoneArgs>();

  expectTypeOf<DnsRecordInputs>().toExtend<DnsRecordArgs>();
  expectTypeOf<WorkersKvNamespaceInputs>().toExtend<InAccount<WorkersKvNamespaceArgs>>();
  expectTypeOf<WorkersScriptInputs>().toExtend<InAccount<WorkersScriptArgs>>();
  expectTypeOf<WorkersScriptSubdomainInputs>().toExtend<InAccount<WorkersScriptSubdomainArgs>>();
  expectTypeOf<ZoneInputs>().toExtend<InAccount<ZoneArgs>>();
});
