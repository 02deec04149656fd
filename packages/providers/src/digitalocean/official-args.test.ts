import type * as digitalocean from "@pulumi/digitalocean";
import type { Unwrap } from "@pulumi/pulumi";
import { expectTypeOf, test } from "vitest";
import type { DnsRecordInputs } from "./dns-record-rules.ts";
import type { DomainInputs } from "./domain-rules.ts";
import type { DropletInputs } from "./droplet-rules.ts";
import type { FirewallInputs } from "./firewall-rules.ts";
import type { SshKeyInputs } from "./ssh-key-rules.ts";
import type { VolumeAttachmentInputs } from "./volume-attachment-rules.ts";
import type { VolumeInputs } from "./volume-rules.ts";
import type { VpcInputs } from "./vpc-rules.ts";

/** The names a definition takes beyond the official ones. */
type Strange<Taken, Args> = Exclude<keyof Taken, keyof Args>;

test("DigitalOcean inputs are the official SDK's, by name and by type", () => {
  expectTypeOf<DnsRecordInputs>().toExtend<Unwrap<digitalocean.DnsRecordArgs>>();
  expectTypeOf<Strange<DnsRecordInputs, digitalocean.DnsRecordArgs>>().toBeNever();
  expectTypeOf<DomainInputs>().toExtend<Unwrap<digitalocean.DomainArgs>>();
  expectTypeOf<Strange<DomainInputs, digitalocean.DomainArgs>>().toBeNever();
  expectTypeOf<DropletInputs>().toExtend<Unwrap<digitalocean.DropletArgs>>();
  expectTypeOf<Strange<DropletInputs, digitalocean.DropletArgs>>().toBeNever();
  expectTypeOf<FirewallInputs>().toExtend<Unwrap<digitalocean.FirewallArgs>>();
  expectTypeOf<Strange<FirewallInputs, digitalocean.FirewallArgs>>().toBeNever();
  expectTypeOf<SshKeyInputs>().toExtend<Unwrap<digitalocean.SshKeyArgs>>();
  expectTypeOf<Strange<SshKeyInputs, digitalocean.SshKeyArgs>>().toBeNever();
  expectTypeOf<VolumeInputs>().toExtend<Unwrap<digitalocean.VolumeArgs>>();
  expectTypeOf<Strange<VolumeInputs, digitalocean.VolumeArgs>>().toBeNever();
  expectTypeOf<VolumeAttachmentInputs>().toExtend<Unwrap<digitalocean.VolumeAttachmentArgs>>();
  expectTypeOf<Strange<VolumeAttachmentInputs, digitalocean.VolumeAttachmentArgs>>().toBeNever();
  expectTypeOf<VpcInputs>().toExtend<Unwrap<digitalocean.VpcArgs>>();
  expectTypeOf<Strange<VpcInputs, digitalocean.VpcArgs>>().toBeNever();
});
