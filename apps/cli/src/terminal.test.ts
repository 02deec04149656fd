import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { openTerminal, type Terminal } from "./terminal.ts";

const noSecrets = Object.assign((text: string): string => text, { learn: () => {} });

function terminalOf(): { readonly terminal: Terminal; readonly keyboard: PassThrough } {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  const stream = Object.assign(new PassThrough(), { isTTY: true });
  const screen = { write: () => {}, isTTY: true, columns: 80, stream: () => stream };
  const screens = { stdin: keyboard, stdout: screen, stderr: screen };
  return {
    terminal: openTerminal(screens, {
      colour: false,
      forceColour: false,
      quiet: false,
      json: false,
      redact: noSecrets,
    }),
    keyboard,
  };
}

test.each([
  ["Ctrl-C", "\u0003"],
  ["Ctrl-D", "\u0004"],
])("%s at a question cancels: no answer is no bug", async (_, key) => {
  const { terminal, keyboard } = terminalOf();
  const answer = terminal.ask("Apply? ", new AbortController().signal);
  keyboard.write(key);
  await expect(answer).rejects.toMatchObject({ code: "CANCELLED" });
});

test("an answer is what was typed", async () => {
  const { terminal, keyboard } = terminalOf();
  const answer = terminal.ask("Apply? ", new AbortController().signal);
  keyboard.write("yes\r");
  await expect(answer).resolves.toBe("yes");
});

test.each([
  ["goes through a pipe, without colours", { isTTY: false, json: false, forceColour: false }, ["shop/dev\n"]],
  ["is coloured on a terminal", { isTTY: true, json: false, forceColour: false }, ["\u001B[1mshop/dev\u001B[22m\n"]],
  [
    "is coloured where that is asked for",
    { isTTY: false, json: false, forceColour: true },
    ["\u001B[1mshop/dev\u001B[22m\n"],
  ],
  ["is left to the envelope with --json", { isTTY: false, json: true, forceColour: false }, []],
])("what was asked for %s, also with --quiet", (_, { isTTY, json, forceColour }, expected) => {
  const written: string[] = [];
  const stdout = {
    write: (text: string) => void written.push(text),
    isTTY,
    columns: 80,
    stream: () => new PassThrough(),
  };
  const screens = { stdin: new PassThrough(), stdout, stderr: { ...stdout, write: () => {}, isTTY: true } };
  const terminal = openTerminal(screens, { colour: true, forceColour, quiet: true, json, redact: noSecrets });
  terminal.answer(terminal.paint("bold", "shop/dev"));
  expect(written).toEqual(expected);
});
