import type * as digitalocean from "@pulumi/digitalocean";
import type { Unwrap } from "@pulumi/pulumi";
import type { z } from "zod";
import { expectTypeOf, test } from "vitest";
import type { DnsRecordInputs } from "./dns-record-rules.ts";
import type { DomainInputs } from "./domain-rules.ts";
import type { DropletInputs } from "./droplet-rules.ts";
import type { FirewallInputs } from "./firewall-rules.ts";
import type { SshKeyInputs } from "./ssh-key-rules.ts";
import type { VolumeAttachmentInputs } from "./volume-attachment-rules.ts";
import type { VolumeInputs } from "./volume-rules.ts";
import type { VpcInputs } from "./vpc-rules.ts";

/** What a definition takes, and the names it takes beyond the official ones. */
type Taken<Schema extends z.ZodType> = z.infer<Schema>;
type Strange<Schema extends z.ZodType, Args> = Exclude<keyof z.infer<Schema>, keyof Args>;

test("DigitalOcean inputs are the official SDK's, by name and by type", () => {
  expectTypeOf<Taken<typeof DnsRecordInputs>>().toExtend<Unwrap<digitalocean.DnsRecordArgs>>();
  expectTypeOf<Strange<typeof DnsRecordInputs, digitalocean.DnsRecordArgs>>().toBeNever();
  expectTypeOf<Taken<typeof DomainInputs>>().toExtend<Unwrap<digitalocean.DomainArgs>>();
  expectTypeOf<Strange<typeof DomainInputs, digitalocean.DomainArgs>>().toBeNever();
  expectTypeOf<Taken<typeof DropletInputs>>().toExtend<Unwrap<digitalocean.DropletArgs>>();
  expectTypeOf<Strange<typeof DropletInputs, digitalocean.DropletArgs>>().toBeNever();
  expectTypeOf<Taken<typeof FirewallInputs>>().toExtend<Unwrap<digitalocean.FirewallArgs>>();
  expectTypeOf<Strange<typeof FirewallInputs, digitalocean.FirewallArgs>>().toBeNever();
  expectTypeOf<Taken<typeof SshKeyInputs>>().toExtend<Unwrap<digitalocean.SshKeyArgs>>();
  expectTypeOf<Strange<typeof SshKeyInputs, digitalocean.SshKeyArgs>>().toBeNever();
  expectTypeOf<Taken<typeof VolumeInputs>>().toExtend<Unwrap<digitalocean.VolumeArgs>>();
  expectTypeOf<Strange<typeof VolumeInputs, digitalocean.VolumeArgs>>().toBeNever();
  expectTypeOf<Taken<typeof VolumeAttachmentInputs>>().toExtend<Unwrap<digitalocean.VolumeAttachmentArgs>>();
  expectTypeOf<Strange<typeof VolumeAttachmentInputs, digitalocean.VolumeAttachmentArgs>>().toBeNever();
  expectTypeOf<Taken<typeof VpcInputs>>().toExtend<Unwrap<digitalocean.VpcArgs>>();
  expectTypeOf<Strange<typeof VpcInputs, digitalocean.VpcArgs>>().toBeNever();
});
