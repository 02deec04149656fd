import type { Action, RunEvent } from "@cloudmake/model";
import type { Colour, Terminal } from "../terminal.ts";

const redrawEveryMs = 100;
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;

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

/** Shows a run as it happens: one line per resource with its time; on a terminal also what is under way. */
export function showProgress(
  terminal: Terminal,
  now: () => number,
): { report: (event: RunEvent) => void; end: () => void } {
  const running = new Map<string, Running>();
  let turn = 0;
  const draw = (): void => {
    turn += 1;
    const sign = spinner[turn % spinner.length] ?? "";
    terminal.redraw([...running.values()].map((one) => runningLine(terminal, one, now(), sign)));
  };
  const timer = terminal.live ? setInterval(draw, redrawEveryMs) : undefined;
  timer?.unref();
  return {
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

function runningLine({ paint }: Terminal, { address, action, since }: Running, now: number, sign: string): string {
  return `${paint("cyan", sign)} ${address}  ${doing[action]} ${paint("dim", seconds(now - since))}`;
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

/** `0.4 s`, `12.0 s`, `2 min 5 s` */
export function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
