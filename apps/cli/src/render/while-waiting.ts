import type { Terminal } from "../terminal.ts";

export const redrawEveryMs = 100;
/** What is over by then needs no word. */
export const patienceMs = 1_000;
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;

/** On a terminal, what a wait of more than a second is for, and how long it has lasted. */
export async function whileWaiting<T>(
  terminal: Pick<Terminal, "live" | "paint" | "redraw">,
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (!terminal.live) return work;
  const since = performance.now();
  const timer = setInterval(() => {
    const ms = performance.now() - since;
    if (ms >= patienceMs) terminal.redraw([waitingLine(terminal, what, ms)]);
  }, redrawEveryMs).unref();
  try {
    return await work;
  } finally {
    clearInterval(timer);
    terminal.redraw([]);
  }
}

/** A turning sign, what is waited for, and its seconds so far. */
export function waitingLine({ paint }: Pick<Terminal, "paint">, what: string, ms: number): string {
  const sign = spinner[Math.floor(ms / redrawEveryMs) % spinner.length] ?? "";
  return `${paint("cyan", sign)} ${what} ${paint("dim", seconds(ms))}`;
}

/** `0.4 s`, `12.0 s`, `2 min 5 s` */
export function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
