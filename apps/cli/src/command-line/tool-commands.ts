import { Argument } from "commander";
import type { Describers } from "./describers.ts";
import { examples, withState } from "./options.ts";

/** Commands on the installation. */
export const toolCommands: Describers = {
  doctor: ({ sub, add }) =>
    add(
      withState(sub("doctor", "check tools, credentials, state and leases, each with what mends it"))
        .option("--online", "try each token that is set in one call that changes nothing")
        .addHelpText("after", examples("doctor", "doctor --online")),
      async () => (await import("../commands/doctor.ts")).doctor,
    ),
  completion: ({ sub, add, program }) =>
    add(
      sub("completion <shell>", "print a completion script for bash, zsh or fish").addHelpText(
        "after",
        examples("completion bash > /etc/bash_completion.d/cloudmake"),
      ),
      async () => {
        const { completion } = await import("../commands/completion.ts");
        return (context, { shell }: { readonly shell: string }) => completion(context, shell, program);
      },
    ),
  // What its scripts ask.
  complete: ({ add, program }) =>
    add(
      program
        .command("complete", { hidden: true })
        .addArgument(new Argument("<list>").choices(["environments", "stacks"])),
      async () => (await import("../commands/complete.ts")).complete,
    ),
};
