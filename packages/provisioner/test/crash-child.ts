// Applies boxes to a cloud in a file, and dies by SIGKILL at a given write. argv: directory, image, write to die at.
import { join } from "node:path";
import { crashNodes } from "./crash-nodes.ts";
import { StackLife } from "./stack-life.ts";
import { TestCloud } from "./test-cloud.ts";

const [directory = "", image = "", dieAt = ""] = process.argv.slice(2);
const cloud = new TestCloud(join(directory, "cloud.ndjson"));
const life = await StackLife.open(cloud, { directory });
await life.load();
cloud.trouble = {
  after: () => {
    if (cloud.writes.length === Number(dieAt)) process.kill(process.pid, "SIGKILL");
  },
};
await life.apply(crashNodes(image), { look: true });
await life.save();
