import type { Describers } from "./describers.ts";
import { examples, withSpecs, withState } from "./options.ts";

/** Commands on what was recorded. */
export const stateCommands: Describers = {
  state: ({ sub, add }) => {
    const state = sub("state", "what was recorded of applied stacks").addHelpText(
      "after",
      examples("state list", "state show shop/prod", "state rebuild --stack shop/prod"),
    );
    add(withState(state.command("list").description("stacks that have a record")), async () => {
      const { listState } = await import("../commands/state.ts");
      return (context) => listState(context);
    });
    add(
      withState(state.command("show <stack>").description("the resources of one record")),
      async () => (await import("../commands/state.ts")).showState,
    );
    add(
      withState(
        withSpecs(
          state.command("rebuild [specs...]").description("make a lost or corrupt record again; changes no cloud"),
        ),
      )
        .option("-y, --yes", "also where the record can be read")
        .option("--lock-timeout <time>", "how long to wait for somebody else's lease, e.g. 90s or 5m", "0s")
        .addHelpText("after", examples("state rebuild --stack shop/prod")),
      async () => (await import("../commands/state.ts")).rebuild,
    );
  },
};
