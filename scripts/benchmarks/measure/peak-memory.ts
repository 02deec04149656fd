import { type Command, runProcess } from "./time-process.ts";

const mark = "most kilobytes held: ";
const bytesPerKilobyte = 1_024;

/** Says at the end of a Node process what it held at most, as the kernel counted it. */
const confession = `process.on("exit", () => process.stdout.write("\\n${mark}" + process.resourceUsage().maxRSS + "\\n"))`;

/** The most memory that a Node process held, in megabytes. */
export async function peakMemory(command: Command): Promise<number> {
  const module = `data:text/javascript,${encodeURIComponent(confession)}`;
  const { stdout } = await runProcess({ ...command, args: ["--import", module, ...command.args] });
  const kilobytes = Number(stdout.slice(stdout.lastIndexOf(mark) + mark.length));
  if (!Number.isFinite(kilobytes)) throw new Error("the process did not say what it held");
  return (kilobytes * bytesPerKilobyte) / 1e6;
}
