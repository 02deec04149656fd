import { fstatSync, writeSync } from "node:fs";

/** Where text goes: a terminal, a pipe or a file. */
export interface Screen {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
  /** Node's own stream. */
  stream(): NodeJS.WritableStream;
}

/** What a process reads from and writes to; the keyboard is opened when something is asked. */
export interface Screens {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Screen;
  readonly stderr: Screen;
}

type NodeStreams = Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;

/** `failed` hears that nobody reads any more, among other things. */
export function openScreens(node: NodeStreams, failed: (error: Error) => void): Screens {
  return {
    get stdin() {
      return node.stdin;
    },
    stdout: openScreen(1, () => node.stdout, failed),
    stderr: openScreen(2, () => node.stderr, failed),
  };
}

/**
 * Writes straight to a pipe or a file, as Node would in the end, too. Node's streams are opened where they must be, on a
 * terminal and where a reader is slower than a pipe that does not wait: making both takes a twentieth of a short command.
 */
export function openScreen(
  descriptor: number,
  open: () => NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
  failed: (error: Error) => void,
): Screen {
  let opened: ReturnType<typeof open> | undefined = undefined;
  const stream = (): ReturnType<typeof open> => {
    if (opened !== undefined) return opened;
    opened = open();
    opened.on("error", failed);
    return opened;
  };
  const isDevice = fstatSync(descriptor).isCharacterDevice();
  return {
    get isTTY() {
      return isDevice && stream().isTTY === true;
    },
    get columns() {
      return (isDevice ? stream().columns : undefined) || 80; // some terminals say 0
    },
    write(text) {
      // What was left to the stream comes first.
      const rest = isDevice || opened !== undefined ? Buffer.from(text) : writeDirectly(descriptor, text, failed);
      if (rest.length > 0) stream().write(rest);
    },
    stream,
  };
}

/** What a full pipe did not take. */
function writeDirectly(descriptor: number, text: string, failed: (error: Error) => void): Buffer {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
    return rest;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "EAGAIN") return rest;
    failed(error);
    return rest.subarray(rest.length);
  }
}
