import type { Describers } from "./describers.ts";
import { examples, list, withChange, withLook, withSpecs, withState } from "./options.ts";

/** Commands that change clouds, and the plan of it. */
export const changeCommands: Describers = {
  plan: ({ sub, add }) =>
    add(
      withState(withLook(withSpecs(sub("plan [specs...]", "show exactly what apply would do"))))
        .option("-o, --out <file>", "save the plan, for `apply <file>`")
        .option("--verify", "compare with Pulumi's own preview")
        .option("--detailed-exitcode", "exit 2 when there are changes")
        .option("--delete-data", "plan also deletions and replacements of what holds data")
        .addOption(list("--replace <address>", "plan to replace this resource", "none"))
        .addOption(list("--target <address>", "plan nothing but this resource"))
        .addHelpText("after", examples("plan", "plan -e prod -o prod.plan.json", "plan --verify")),
      async () => (await import("../commands/plan.ts")).plan,
    ),
  apply: ({ sub, add }) =>
    add(
      withChange(
        withLook(withSpecs(sub("apply [specs...]", "make the clouds match the specs, or carry a saved plan out"))),
      )
        .option("--detailed-exitcode", "exit 2 when something was changed")
        .addOption(list("--replace <address>", "replace this resource", "none"))
        .addOption(list("--target <address>", "change nothing but this resource"))
        .addHelpText("after", examples("apply -e dev", "apply prod.plan.json", "apply --yes --json=stream")),
      async () => (await import("../commands/apply.ts")).apply,
    ),
  destroy: ({ sub, add }) =>
    add(
      withChange(
        withLook(withSpecs(sub("destroy [specs...]", "delete what was applied; data is kept unless told otherwise"))),
      )
        .option("--forget-unreachable", "let go of what stands in an account that cannot be reached any more")
        .addHelpText(
          "after",
          examples("destroy -e dev", "destroy --stack shop/dev --delete-data", "destroy -e old --forget-unreachable"),
        ),
      async () => (await import("../commands/destroy.ts")).destroy,
    ),
  import: ({ sub, add }) =>
    add(
      withChange(withSpecs(sub("import <address> <id> [specs...]", "take an existing object over"))).addHelpText(
        "after",
        examples("import shop/prod/box/server 4711"),
      ),
      async () => (await import("../commands/import.ts")).importObject,
    ),
  forget: ({ sub, add }) =>
    add(
      withChange(
        withSpecs(sub("forget <address> [specs...]", "leave an object in the cloud and forget it here")),
      ).addHelpText("after", examples("forget shop/prod/box/server")),
      async () => (await import("../commands/forget.ts")).forget,
    ),
};
