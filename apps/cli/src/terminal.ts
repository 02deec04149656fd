import { stripVTControlCharacters } from "node:util";
import { Failure } from "@cloudmake/model";
import type { Redactor } from "./redact.ts";
import type { Screens } from "./screen.ts";

export type Colour = "green" | "yellow" | "red" | "cyan" | "magenta" | "dim" | "bold";

/** Colours a text on terminals that want colour, and leaves it alone everywhere else. */
export type Paint = (colour: Colour, text: string) => string;

const codes: Record<Colour, readonly [number, number]> = {
  green: [32, 39],
  yellow: [33, 39],
  red: [31, 39],
  cyan: [36, 39],
  magenta: [35, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Where a command speaks: stdout is data for programs, stderr is for people. */
export interface Terminal {
  readonly paint: Paint;
  /** Whether a person watches: progress may redraw itself. */
  readonly live: boolean;
  /** Whether somebody can answer a question. */
  readonly interactive: boolean;
  readonly columns: () => number;
  /** For programs. */
  data(text: string): void;
  /** One line of a stream for programs; counts them, so that a reader sees what it has missed. */
  event(fields: Readonly<Record<string, unknown>>): void;
  /** For programs, secrets included: only where the user asked for them. */
  secretData(text: string): void;
  /** One line of the answer that was asked for: on stdout, so that it goes through pipes; with --json that has it. */
  answer(line: string): void;
  /** One line about the work. */
  say(line: string): void;
  /** Redraws what stands below the last said line. */
  redraw(lines: readonly string[]): void;
  /** Hides these secrets too, in all that is said from now on. */
  hide(secrets: readonly string[]): void;
  /** A text as it may be kept for people. */
  clean(text: string): string;
  ask(question: string, signal: AbortSignal): Promise<string>;
}

/** Opens a stream when it is first needed, as Node does: a command that asks nothing never opens stdin. */
export function openTerminal(
  screens: Screens,
  options: { colour: boolean; forceColour: boolean; quiet: boolean; json: boolean; redact: Redactor },
): Terminal {
  const { redact } = options;
  const { stdout, stderr } = screens;
  let drawn = 0;
  let sequence = 0;
  const live = !options.quiet && stderr.isTTY;
  const columns = (): number => stderr.columns;
  const erase = (): void => {
    if (drawn > 0) stderr.write(`\u001B[${drawn}A\u001B[0J`);
    drawn = 0;
  };
  return {
    paint: (colour, text) => {
      const [on, off] = codes[colour];
      return options.colour ? `\u001B[${on}m${text}\u001B[${off}m` : text;
    },
    live,
    get interactive() {
      return stderr.isTTY && screens.stdin.isTTY === true;
    },
    columns,
    data: (text) => stdout.write(ended(redact(text))),
    event(fields) {
      sequence += 1;
      stdout.write(ended(redact(JSON.stringify({ sequence, ...fields }))));
    },
    secretData: (text) => stdout.write(ended(text)),
    answer(line) {
      if (options.json) return;
      erase();
      const shown = stdout.isTTY || options.forceColour ? line : stripVTControlCharacters(line);
      stdout.write(ended(redact(shown)));
    },
    say(line) {
      if (options.quiet) return;
      erase();
      stderr.write(`${redact(line)}\n`);
    },
    redraw(lines) {
      if (!live) return;
      erase();
      stderr.write(lines.map((line) => `${cut(redact(line), columns())}\n`).join(""));
      drawn = lines.length;
    },
    hide: redact.learn,
    clean: redact,
    async ask(question, signal) {
      const { createInterface } = await import("node:readline/promises");
      const dialogue = createInterface({ input: screens.stdin, output: stderr.stream() });
      try {
        return await dialogue.question(question, { signal });
      } catch (error) {
        // Ctrl-C and Ctrl-D come as key strokes here, not as signals.
        if (error instanceof Error && error.name === "AbortError") throw new Failure("CANCELLED", {}, error);
        throw error;
      } finally {
        dialogue.close();
      }
    },
  };
}

function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** A line that wraps would break the redrawing, so long ones lose their colour and their end. */
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : `${plain.slice(0, Math.max(0, columns - 2))}…`;
}
