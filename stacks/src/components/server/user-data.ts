import type { SpecPath } from "@cloudmake/model";
import { joined } from "../../resolve-settings.ts";
import type { Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { yamlText } from "./yaml-text.ts";

/**
 * Cloud-init user data. `undefined` when there is nothing to do. Everybody on the server can read it, and so can the
 * cloud's interface, so a secret in it is a diagnostic.
 */
export function userData(bootstrap: Bootstrap | undefined, scope: Scope): Text | undefined {
  if (bootstrap === undefined) return undefined;
  refuseSecrets(bootstrap, scope);
  const { packages, users, files, run, timezone } = bootstrap;
  const config = {
    timezone,
    users: users.length === 0 ? undefined : ["default", ...users.map(userEntry)],
    package_update: packages.length === 0 ? undefined : true,
    packages: packages.length === 0 ? undefined : packages,
    write_files: files.length === 0 ? undefined : files.map(fileEntry),
    runcmd: run.length === 0 ? undefined : run,
  };
  if (Object.values(config).every((part) => part === undefined)) return undefined;
  return joined(["#cloud-config\n", yamlText(config)]);
}

function userEntry({ name, sudo, sshKeys }: Bootstrap["users"][number]) {
  return {
    name,
    shell: "/bin/bash",
    lock_passwd: true,
    sudo: sudo ? "ALL=(ALL) NOPASSWD:ALL" : undefined,
    ssh_authorized_keys: sshKeys.length === 0 ? undefined : sshKeys,
  };
}

/** Deferred: what it replaces, and who owns it, is there by then. */
function fileEntry({ path, content, permissions }: Bootstrap["files"][number]) {
  return { path, content, permissions, defer: true };
}

function refuseSecrets({ files, run }: Bootstrap, scope: Scope): void {
  const texts: readonly (readonly [SpecPath, Text])[] = [
    ...files.map(({ content }, index) => [["bootstrap", "files", index, "content"], content] as const),
    ...run.map((command, index) => [["bootstrap", "run", index], command] as const),
  ];
  for (const [path, text] of texts) {
    if (!scope.holdsSecret(text)) continue;
    scope.problem(path, {
      code: "SPEC_SECRET_EXPOSED",
      summary: "A secret cannot stand in `bootstrap`",
      detail: "User data can be read by every process on the server and in the cloud's interface.",
      fix: "Let the server fetch the secret when it runs, or hand it to a worker's `bindings`.",
    });
  }
}
