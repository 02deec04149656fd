import { z } from "zod";
import { defineComponent } from "./component-type.ts";
import type { Bootstrap } from "./components/server/bootstrap.ts";
import { compileDigitalocean } from "./components/server/compile-digitalocean.ts";
import { compileHetzner } from "./components/server/compile-hetzner.ts";
import { serverOutputs } from "./components/server/server-outputs.ts";

const settings = () => ({
  image: z.string().min(1).describe("Operating system image, e.g. `debian-12`, `ubuntu-24.04`."),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "expected a Linux user name")
    .default("dev")
    .describe("The user you work as; may become root without a password."),
  sshKeys: z.array(z.string()).default([]).describe("Public keys (`ssh-ed25519 ...`) that can log in as `user`."),
  packages: z
    .array(z.string().min(1))
    .default([])
    .describe("Packages to install, beside git, curl and build tools. A change makes a new machine."),
  run: z
    .array(z.string())
    .default([])
    .describe("Commands that run once at the first start, as root. A change makes a new machine."),
  timezone: z.string().optional().describe("E.g. `Europe/Berlin`. Default: UTC."),
  idle: z
    .strictObject({
      stopAfter: z
        .string()
        .regex(/^[1-9]\d*(m|h)$/, "expected minutes or hours such as 30m or 2h")
        .describe("Stops the machine after this time without a session, e.g. `30m`."),
    })
    .optional()
    .describe("What happens when nobody works on it. Default: it runs on."),
});

export type WorkspaceSettings = z.infer<ReturnType<typeof workspaceSettings>>;
const workspaceSettings = () =>
  z.discriminatedUnion("provider", [
    z.strictObject({
      provider: z.literal("hetzner"),
      size: z.string().min(1).describe("Server type, e.g. `cx22`. A change stops and starts the machine."),
      region: z.string().min(1).describe("Location, e.g. `fsn1`, `nbg1`, `hel1`."),
      ...settings(),
    }),
    z.strictObject({
      provider: z.literal("digitalocean"),
      size: z.string().min(1).describe("Droplet size, e.g. `s-2vcpu-4gb`. A change stops and starts the machine."),
      region: z.string().min(1).describe("Region, e.g. `fra1`, `ams3`."),
      ...settings(),
    }),
  ]);

/** What every workspace has. */
const tools = ["build-essential", "ca-certificates", "curl", "git", "tmux", "unzip"];

/** A machine to work on: only SSH is let in. */
export const workspaceComponent = defineComponent({
  type: "workspace",
  summary: "A machine to develop on, with tools and a user of your own.",
  settings: workspaceSettings,
  outputs: serverOutputs,
  compile: (workspace, scope) => {
    const { size, region, image } = workspace;
    const machine = {
      size,
      region,
      image,
      sshKeys: workspace.sshKeys,
      firewall: { inbound: [{ port: 22, protocol: "tcp" as const, from: ["0.0.0.0/0", "::/0"] }] },
      bootstrap: bootstrapOf(workspace),
      ipv6: true,
      volumes: [],
      // A label, for it may change: user data would make a new machine.
      labels: labelsOf(workspace),
    };
    switch (workspace.provider) {
      case "hetzner":
        return compileHetzner({ provider: "hetzner", ...machine }, scope);
      case "digitalocean":
        return compileDigitalocean({ provider: "digitalocean", ...machine }, scope);
    }
  },
});

function labelsOf({ idle }: WorkspaceSettings): Record<string, string> {
  return idle === undefined ? {} : { "idle-stop-after": idle.stopAfter };
}

function bootstrapOf({ user, sshKeys, packages, run, timezone }: WorkspaceSettings): Bootstrap {
  return {
    packages: [...new Set([...tools, ...packages])],
    users: [{ name: user, sudo: true, sshKeys }],
    files: [],
    run,
    timezone,
  };
}
