import { addressOf, type JournalEntry } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { stack } from "../test/plain-world.ts";
import { interruptedBy } from "./interrupted-by.ts";

const address = addressOf(stack, "box", "server");
const about = { run: "run-1", at: "2026-11-21T12:00:00Z", address, type: "test:index:Server", marker: "m1" };
type Intent = Extract<JournalEntry, { entry: "intent" }>;
const intent = { entry: "intent" as const, ...about, key: "k" };
const create: Intent = { ...intent, action: "create", fields: ["image"], inputs: { image: "a" } };
const update: Intent = { ...intent, action: "update", id: "1", fields: ["size"] };
const made: JournalEntry = { entry: "result", ...about, action: "create", id: "1" };
const refused: JournalEntry = { entry: "failed", ...about, action: "create", code: "QUOTA_EXCEEDED" };

const forgotten: JournalEntry = { entry: "forgotten", ...about, id: "1" };

function read(...journal: readonly JournalEntry[]) {
  const { creations, settings, lost } = interruptedBy(journal);
  return { made: creations.get("m1"), fields: [...(settings.get("m1") ?? [])], lost: lost.map(({ action }) => action) };
}

describe("a journal tells of", () => {
  test("a creation without an answer, which may still be under way", () => {
    expect(read(create)).toMatchObject({ made: { id: "", made: true }, fields: ["image"], lost: ["create"] });
  });

  test("a creation that was answered", () => {
    expect(read(create, made)).toMatchObject({ made: { id: "1", made: true }, lost: [] });
  });

  test("a creation that the cloud refused: nothing of it is under way", () => {
    expect(read(create, refused).lost).toEqual([]);
  });

  test("an object that was there before", () => {
    expect(read({ ...create, id: "7" })).toMatchObject({ made: { id: "7", made: false } });
  });

  test("an object that one run made and a later one took over", () => {
    expect(read(create, { ...create, run: "run-2", id: "1" })).toMatchObject({ made: { id: "1", made: true } });
  });

  test("no creation that was let go afterwards, until it is begun anew", () => {
    expect(read(create, made, forgotten).made).toBeUndefined();
    expect(read(create, made, forgotten, { ...create, run: "run-2", id: "1" }).made).toMatchObject({ made: false });
  });

  test("what was let go, until it is taken over again", () => {
    expect(interruptedBy([create, made, forgotten]).letGo).toEqual([forgotten]);
    expect(interruptedBy([forgotten, { ...create, id: "1" }]).letGo).toEqual([forgotten]);
    expect(interruptedBy([forgotten, { ...create, id: "1" }, made]).letGo).toEqual([]);
  });

  test("no setting that a run which could still record it has written", () => {
    const ended: JournalEntry = { entry: "run-ended", run: "run-1", at: about.at, outcome: "failed" };
    expect(read(create, made, update, ended).fields).toEqual(["size"]);
  });

  test("all settings that were to be written to an object", () => {
    expect(read(create, made, update)).toMatchObject({ fields: ["image", "size"], lost: ["update"] });
  });
});
