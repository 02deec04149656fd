import type { Address, StackId } from "@cloudmake/model";
import type { PreviewStep } from "@cloudmake/ports";
import type { EngineNews } from "./engine-events.ts";
import { addressOfUrn } from "./urn.ts";

/** Collects what the engine would do, one step per resource. */
export function createPreviewCollector(stack: StackId): {
  readonly take: (news: EngineNews) => void;
  readonly steps: () => readonly PreviewStep[];
  readonly complaints: readonly string[];
} {
  const actions = new Map<Address, PreviewStep["action"]>();
  const complaints: string[] = [];
  return {
    complaints,
    take: (news) => {
      if (news.kind === "diagnostic" && news.severity === "error") complaints.push(news.text);
      if (news.kind !== "started") return;
      const address = addressOfUrn(stack, news.urn);
      const action = actionOf(news.op);
      if (address === undefined || action === undefined) return;
      if (actions.get(address) !== "replace") actions.set(address, action);
    },
    steps: () => [...actions].map(([address, action]) => ({ address, action })),
  };
}

function actionOf(op: string): PreviewStep["action"] | undefined {
  switch (op) {
    case "same":
      return "keep";
    case "create":
    case "update":
    case "delete":
      return op;
    case "replace":
    case "create-replacement":
    case "delete-replaced":
      return "replace";
    default:
      return undefined;
  }
}
