import { execFile } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cloudmakeBundle } from "../story.ts";
import { spec, specFile } from "./kill-operations.ts";
import { KillStand } from "./kill-stand.ts";
import { pictureOf } from "./picture-of.ts";

describe("guarantee 2: a disk without room costs a run, never an object", () => {
  let stand: KillStand;
  let picture: unknown;

  /** Files may not grow beyond so many KiB, as on a disk that fills up while the run is at work. */
  function withRoomFor(kibibytes: number): Promise<{ readonly exit: number | null; readonly stderr: string }> {
    const line = `trap '' XFSZ; ulimit -f ${kibibytes}; exec "$0" "$@"`;
    const command = ["-c", line, process.execPath, cloudmakeBundle, "apply", "--yes", specFile];
    return new Promise((resolve) => {
      const options = { cwd: stand.story.directory, env: stand.story.env() };
      const child = execFile("bash", command, options, (_, __, stderr) => resolve({ exit: child.exitCode, stderr }));
    });
  }

  beforeAll(async () => {
    stand = await KillStand.open();
    stand.story.write(specFile, spec);
    await stand.uninterrupted(["plan", specFile]); // a cloud may set itself up when it is first asked
    stand.save("nothing");
    const { ended } = await stand.uninterrupted(["apply", "--yes", specFile]);
    if (ended.exit !== 0) throw new Error(ended.stderr);
    picture = pictureOf(stand.story.sandbox);
  });
  beforeEach(() => stand.restore("nothing"));
  afterAll(() => stand.close());

  test.each([
    ["the journal", 1],
    ["Pulumi's state or the record", 4],
  ])("%s cannot be written: it is said, and the next run takes over what was made", async (_, kibibytes) => {
    const full = await withRoomFor(kibibytes);
    expect(full.exit, full.stderr).not.toBe(0);
    expect(full.stderr).not.toContain("INTERNAL_UNEXPECTED");
    const again = await stand.uninterrupted(["apply", "--yes", specFile]);
    expect(again.ended, again.ended.stderr).toMatchObject({ exit: 0 });
    const third = await stand.uninterrupted(["apply", "--yes", specFile]);
    expect(third).toMatchObject({ ended: { exit: 0 }, mutations: 0 });
    expect(pictureOf(stand.story.sandbox)).toEqual(picture);
  });
});
