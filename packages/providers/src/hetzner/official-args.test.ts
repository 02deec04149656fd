import type * as hcloud from "@pulumi/hcloud";
import type { Unwrap } from "@pulumi/pulumi";
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

/** The names a definition takes beyond the official ones. */
type Strange<Taken, Args> = Exclude<keyof Taken, keyof Args>;

test("Hetzner inputs are the official SDK's, by name and by type", () => {
  expectTypeOf<FirewallInputs>().toExtend<Unwrap<hcloud.FirewallArgs>>();
  expectTypeOf<Strange<FirewallInputs, hcloud.FirewallArgs>>().toBeNever();
  expectTypeOf<NetworkInputs>().toExtend<Unwrap<hcloud.NetworkArgs>>();
  expectTypeOf<Strange<NetworkInputs, hcloud.NetworkArgs>>().toBeNever();
  expectTypeOf<NetworkSubnetInputs>().toExtend<Unwrap<hcloud.NetworkSubnetArgs>>();
  expectTypeOf<Strange<NetworkSubnetInputs, hcloud.NetworkSubnetArgs>>().toBeNever();
  expectTypeOf<PlacementGroupInputs>().toExtend<Unwrap<hcloud.PlacementGroupArgs>>();
  expectTypeOf<Strange<PlacementGroupInputs, hcloud.PlacementGroupArgs>>().toBeNever();
  expectTypeOf<ServerInputs>().toExtend<Unwrap<hcloud.ServerArgs>>();
  expectTypeOf<Strange<ServerInputs, hcloud.ServerArgs>>().toBeNever();
  expectTypeOf<SshKeyInputs>().toExtend<Unwrap<hcloud.SshKeyArgs>>();
  expectTypeOf<Strange<SshKeyInputs, hcloud.SshKeyArgs>>().toBeNever();
  expectTypeOf<VolumeInputs>().toExtend<Unwrap<hcloud.VolumeArgs>>();
  expectTypeOf<Strange<VolumeInputs, hcloud.VolumeArgs>>().toBeNever();
  expectTypeOf<VolumeAttachmentInputs>().toExtend<Unwrap<hcloud.VolumeAttachmentArgs>>();
  expectTypeOf<Strange<VolumeAttachmentInputs, hcloud.VolumeAttachmentArgs>>().toBeNever();
  expectTypeOf<ZoneInputs>().toExtend<Unwrap<hcloud.ZoneArgs>>();
  expectTypeOf<Strange<ZoneInputs, hcloud.ZoneArgs>>().toBeNever();
  expectTypeOf<ZoneRrsetInputs>().toExtend<Unwrap<hcloud.ZoneRrsetArgs>>();
  expectTypeOf<Strange<ZoneRrsetInputs, hcloud.ZoneRrsetArgs>>().toBeNever();
});
