import type * as hcloud from "@pulumi/hcloud";
import type { Unwrap } from "@pulumi/pulumi";
import type { z } from "zod";
import { expectTypeOf, test } from "vitest";
import type { FirewallInputs } from "./firewall-rules.ts";
import type { NetworkInputs } from "./network-rules.ts";
import type { NetworkSubnetInputs } from "./network-subnet-rules.ts";
import type { PlacementGroupInputs } from "./placement-group-rules.ts";
import type { ServerInputs } from "./server-rules.ts";
import type { SshKeyInputs } from "./ssh-key-rules.ts";
import type { VolumeAttachmentInputs } from "./volume-attachment-rules.ts";
import type { VolumeInputs } from "./volume-rules.ts";
import type { ZoneRrsetInputs } from "./zone-rrset-rules.ts";
import type { ZoneInputs } from "./zone-rules.ts";

/** What a definition takes, and the names it takes beyond the official ones. */
type Taken<Schema extends z.ZodType> = z.infer<Schema>;
type Strange<Schema extends z.ZodType, Args> = Exclude<keyof z.infer<Schema>, keyof Args>;

test("Hetzner inputs are the official SDK's, by name and by type", () => {
  expectTypeOf<Taken<typeof FirewallInputs>>().toExtend<Unwrap<hcloud.FirewallArgs>>();
  expectTypeOf<Strange<typeof FirewallInputs, hcloud.FirewallArgs>>().toBeNever();
  expectTypeOf<Taken<typeof NetworkInputs>>().toExtend<Unwrap<hcloud.NetworkArgs>>();
  expectTypeOf<Strange<typeof NetworkInputs, hcloud.NetworkArgs>>().toBeNever();
  expectTypeOf<Taken<typeof NetworkSubnetInputs>>().toExtend<Unwrap<hcloud.NetworkSubnetArgs>>();
  expectTypeOf<Strange<typeof NetworkSubnetInputs, hcloud.NetworkSubnetArgs>>().toBeNever();
  expectTypeOf<Taken<typeof PlacementGroupInputs>>().toExtend<Unwrap<hcloud.PlacementGroupArgs>>();
  expectTypeOf<Strange<typeof PlacementGroupInputs, hcloud.PlacementGroupArgs>>().toBeNever();
  expectTypeOf<Taken<typeof ServerInputs>>().toExtend<Unwrap<hcloud.ServerArgs>>();
  expectTypeOf<Strange<typeof ServerInputs, hcloud.ServerArgs>>().toBeNever();
  expectTypeOf<Taken<typeof SshKeyInputs>>().toExtend<Unwrap<hcloud.SshKeyArgs>>();
  expectTypeOf<Strange<typeof SshKeyInputs, hcloud.SshKeyArgs>>().toBeNever();
  expectTypeOf<Taken<typeof VolumeInputs>>().toExtend<Unwrap<hcloud.VolumeArgs>>();
  expectTypeOf<Strange<typeof VolumeInputs, hcloud.VolumeArgs>>().toBeNever();
  expectTypeOf<Taken<typeof VolumeAttachmentInputs>>().toExtend<Unwrap<hcloud.VolumeAttachmentArgs>>();
  expectTypeOf<Strange<typeof VolumeAttachmentInputs, hcloud.VolumeAttachmentArgs>>().toBeNever();
  expectTypeOf<Taken<typeof ZoneInputs>>().toExtend<Unwrap<hcloud.ZoneArgs>>();
  expectTypeOf<Strange<typeof ZoneInputs, hcloud.ZoneArgs>>().toBeNever();
  expectTypeOf<Taken<typeof ZoneRrsetInputs>>().toExtend<Unwrap<hcloud.ZoneRrsetArgs>>();
  expectTypeOf<Strange<typeof ZoneRrsetInputs, hcloud.ZoneRrsetArgs>>().toBeNever();
});
