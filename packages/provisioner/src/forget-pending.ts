import { readFile, rename, writeFile } from "node:fs/promises";
import { isRecord } from "@cloudmake/model";
import type { EngineDirectory } from "./engine-directory.ts";

/**
 * Takes operations out of the engine's state that another engine left pending: one that writes checkpoints and was
 * killed. The engine would warn of them for ever; here markers and the journal say what became of them.
 */
export async function forgetPending({ checkpoint }: EngineDirectory): Promise<void> {
  const text = await readFile(checkpoint, "utf8").catch(() => "");
  if (!text.includes('"pending_operations"')) return;
  const state = parse(text);
  if (!isRecord(state) || !isRecord(state["checkpoint"])) return;
  const { latest } = state["checkpoint"];
  if (!isRecord(latest) || latest["pending_operations"] === undefined) return;
  const { pending_operations: _, ...settled } = latest;
  const temporary = `${checkpoint}.settled`;
  await writeFile(temporary, JSON.stringify({ ...state, checkpoint: { ...state["checkpoint"], latest: settled } }), {
    mode: 0o600,
  });
  await rename(temporary, checkpoint);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
