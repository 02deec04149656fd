import { z } from "zod";
import { text } from "../../text.ts";

const bootstrapFile = () =>
  z.strictObject({
    path: z.string().startsWith("/", "expected an absolute path").describe("Absolute path on the server."),
    content: text().describe("Its text. It can be read by everybody on the server: no secrets."),
    permissions: z
      .string()
      .regex(/^0?[0-7]{3}$/, 'expected permissions such as "0644"')
      .default("0644")
      .describe('Octal permissions, e.g. "0755".'),
  });

const bootstrapUser = () =>
  z.strictObject({
    name: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "expected a Linux user name")
      .describe("Name of the user."),
    sudo: z.boolean().default(false).describe("Whether the user may do everything, without a password."),
    sshKeys: z.array(z.string()).default([]).describe("Public keys that can log in as this user."),
  });

/** What a server does at its first start. A change makes a new server. */
export const bootstrap = () =>
  z.strictObject({
    packages: z.array(z.string().min(1)).default([]).describe("Packages of the distribution to install."),
    users: z.array(bootstrapUser()).default([]).describe("Users to make, beside the image's own."),
    files: z.array(bootstrapFile()).default([]).describe("Files to write, after packages and users."),
    run: z.array(text()).default([]).describe("Commands that run last, as root, in this order."),
    timezone: z.string().optional().describe("E.g. `Europe/Berlin`. Default: the image's, usually UTC."),
  });
export type Bootstrap = z.infer<ReturnType<typeof bootstrap>>;
