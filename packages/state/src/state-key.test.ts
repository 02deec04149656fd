import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyRecord, stackId } from "@cloudmake/model";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openDirectoryState } from "./directory-state.ts";
import { loadStateKey, type StateKeyPlace } from "./state-key.ts";

describe("the state key", () => {
  let place: StateKeyPlace;
  beforeEach(async () => {
    const directory = await mkdtemp(join(tmpdir(), "cloudmake-key-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const { signal } = new AbortController();
    place = {
      value: undefined,
      file: join(directory, "state.key"),
      state: openDirectoryState(directory),
      make: true,
      signal,
    };
  });

  test("is made at first use, for its owner alone, and found again", async () => {
    const made = await loadStateKey(place);
    expect((await stat(place.file)).mode & 0o777).toBe(0o600);
    expect(await loadStateKey(place)).toEqual(made);
  });

  test("is the same for all who use a new state at once", async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => loadStateKey(place)));
    expect(new Set(keys.map(({ bytes }) => Buffer.from(bytes).toString("hex"))).size).toBe(1);
  });

  test("comes from its variable where that is set", async () => {
    const value = "visibly-fake-key-visibly-fake-key";
    expect(await loadStateKey({ ...place, value })).toMatchObject({ source: "CLOUDMAKE_STATE_KEY" });
    const wrong = loadStateKey({ ...place, value: `${value}-other` });
    await expect(wrong).rejects.toMatchObject({ code: "STATE_KEY_WRONG", data: { source: "CLOUDMAKE_STATE_KEY" } });
  });

  test("is refused when it is too short to be one", async () => {
    await expect(loadStateKey({ ...place, value: "short" })).rejects.toMatchObject({ code: "USAGE" });
  });

  test("is not made anew once it is lost", async () => {
    await loadStateKey(place);
    await rm(place.file);
    await expect(loadStateKey(place)).rejects.toMatchObject({ code: "STATE_KEY_MISSING" });
  });

  test("is not made for records that somebody brought along", async () => {
    const { signal, state } = place;
    await state.backend.records.write(emptyRecord(stackId("shop", "prod")), { token: 1, signal });
    await expect(loadStateKey(place)).rejects.toMatchObject({ code: "STATE_KEY_MISSING" });
  });

  test("is refused when it is another state's", async () => {
    await loadStateKey(place);
    await writeFile(place.file, "0".repeat(64));
    await expect(loadStateKey(place)).rejects.toMatchObject({ code: "STATE_KEY_WRONG", data: { source: place.file } });
  });

  test("is never made for a state that other machines use", async () => {
    const shared = { ...place, state: { ...place.state, shared: true } };
    await expect(loadStateKey(shared)).rejects.toMatchObject({ code: "STATE_KEY_MISSING", data: { shared: true } });
    await writeFile(place.file, "0".repeat(64));
    expect(await loadStateKey(shared)).toMatchObject({ source: place.file });
  });
});
