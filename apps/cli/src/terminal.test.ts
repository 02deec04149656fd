import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { openTerminal, type Terminal } from "./terminal.ts";

const noSecrets = Object.assign((text: string): string => text, { learn: () => {} });

function terminalOf(): { readonly terminal: Terminal; readonly keyboard: PassThrough } {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  const stream = Object.assign(new PassThrough(), { isTTY: true });
  const screen = { write: () => {}, isTTY: true, columns: 80, stream: () => stream };
  const screens = { stdin: keyboard, stdout: screen, stderr: screen };
  return { terminal: openTerminal(screens, { colour: false, quiet: false, redact: noSecrets }), keyboard };
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
