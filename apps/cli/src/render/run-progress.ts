import type { Action, RunEvent } from "@cloudmake/model";
import type { Colour, Terminal } from "../terminal.ts";
import { patienceMs, redrawEveryMs, seconds, waitingLine } from "./while-waiting.ts";

const doing: Record<Action, string> = {
  create: "creating",
  update: "updating",
  replace: "replacing",
  delete: "deleting",
  import: "importing",
  forget: "forgetting",
  keep: "keeping",
  hold: "holding",
};

const done: Record<Action, readonly [string, Colour]> = {
  create: ["created", "green"],
  update: ["updated", "yellow"],
  replace: ["replaced", "magenta"],
  delete: ["deleted", "red"],
  import: ["imported", "cyan"],
  forget: ["forgot", "dim"],
  keep: ["kept", "dim"],
  hold: ["held", "yellow"],
};

interface Running {
  readonly address: string;
  readonly action: Action;
  readonly since: number;
}

export interface RunProgress {
  /** There is a plan: from now on people read it, and answer. */
  planned(): void;
  report(event: RunEvent): void;
  end(): void;
}

/** Shows a run as it happens: one line per resource with its time; on a terminal also what is under way. */
export function showProgress(terminal: Terminal, now: () => number): RunProgress {
  const running = new Map<string, Running>();
  const since = now();
  let planning = true;
  const planningLines = (ms: number): readonly string[] =>
    planning && ms >= patienceMs ? [waitingLine(terminal, "planning", ms)] : [];
  const draw = (): void => {
    const lines = [...running.values()].map((one) => runningLine(terminal, one, now()));
    terminal.redraw(lines.length > 0 ? lines : planningLines(now() - since));
  };
  const timer = terminal.live ? setInterval(draw, redrawEveryMs) : undefined;
  timer?.unref();
  return {
    planned() {
      planning = false;
      terminal.redraw([]);
    },
    report(event) {
      if (event.type === "step-started") {
        running.set(event.address, { address: event.address, action: event.action, since: now() });
        return;
      }
      if (event.type === "step-ended" || event.type === "step-failed") running.delete(event.address);
      for (const line of eventLines(event, terminal)) terminal.say(line);
    },
    end() {
      clearInterval(timer);
      terminal.redraw([]);
    },
  };
}

function runningLine(terminal: Terminal, { address, action, since }: Running, now: number): string {
  return waitingLine(terminal, `${address}  ${doing[action]}`, now - since);
}

function eventLines(event: RunEvent, { paint }: Terminal): readonly string[] {
  switch (event.type) {
    case "step-ended": {
      const [word, colour] = done[event.action];
      const how = event.adopted === true ? "took over" : word;
      const id = event.id === undefined || event.action === "delete" ? "" : `  ${paint("dim", event.id)}`;
      return [`${paint(colour, "✓")} ${event.address}  ${how} in ${seconds(event.ms)}${id}`];
    }
    case "step-failed":
      return [
        `${paint("red", "✗")} ${event.address}  ${event.action} failed after ${seconds(event.ms)}: ${event.message}`,
      ];
    case "notice":
      return [`${paint(event.level === "warning" ? "yellow" : "dim", event.level)} ${event.stack}: ${event.message}`];
    case "run-started":
    case "run-ended":
    case "step-started":
      return [];
  }
}
