import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Failure, isErrno } from "@cloudmake/model";

/** A spec file as the user would name it, with its text. */
export interface SpecText {
  readonly name: string;
  readonly text: string;
}

const yaml = /\.ya?ml$/;
/** Some editors put a mark before the first character. */
const ours = /^\uFEFF?apiVersion:\s*["']?cloudmake\.dev\//m;
const largestFile = 16 * 1024 * 1024;

/** Whether a file of this name can be a spec. */
export function isYaml(file: string): boolean {
  return yaml.test(file);
}

/**
 * Reads the specs that the user named: files as they are, of directories every YAML file that says it is ours.
 * Without names: `specs/`, else the current directory, else `specs/` of the project it is in. Synchronous: promises for
 * 1,500 small files took a third of the processor time of the command that reads them, and loading Node's promises takes
 * longer than reading one.
 */
export function readSpecs(paths: readonly string[], cwd: string): readonly SpecText[] {
  if (paths.length === 0) return readUsual(cwd);
  const found = paths.flatMap((path) => readPath(path, cwd));
  const byName = new Map(found.map((file) => [file.name, file]));
  if (byName.size === 0) throw new Failure("SPEC_NOT_FOUND", { paths: [...paths] });
  return [...byName.values()];
}

function readUsual(cwd: string): readonly SpecText[] {
  const hasFolder = isDirectory(resolve(cwd, "specs"));
  const here = readPath(hasFolder ? "specs" : ".", cwd);
  if (here.length > 0) return here;
  const above = hasFolder ? undefined : specsAbove(cwd);
  if (above === undefined) throw new Failure("SPEC_NOT_FOUND", { paths: [hasFolder ? "specs" : "."] });
  return above;
}

/** Those of the project somebody stands in a folder of: the folders above, up to the one with state or a repository. */
function specsAbove(cwd: string): readonly SpecText[] | undefined {
  for (let place = cwd; ; place = dirname(place)) {
    if (place !== cwd && isDirectory(join(place, "specs"))) {
      const found = readDirectory(join(place, "specs"), cwd);
      if (found.length > 0) return found;
    }
    const isRoot = existsSync(join(place, ".cloudmake")) || existsSync(join(place, ".git"));
    if (isRoot || place === dirname(place)) return undefined;
  }
}

/** Whether a YAML file says that it is ours. */
export function isSpec({ text }: SpecText): boolean {
  return ours.test(text);
}

function readPath(path: string, cwd: string): readonly SpecText[] {
  const full = resolve(cwd, path);
  if (isDirectory(full)) return readDirectory(full, cwd);
  const text = readText(full);
  if (text === undefined) throw new Failure("SPEC_NOT_FOUND", { paths: [path] });
  return [{ name: nameOf(full, cwd), text }];
}

function readDirectory(directory: string, cwd: string): readonly SpecText[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && isYaml(entry.name) && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = files.map((file) => ({ name: nameOf(file, cwd), text: readText(file) ?? "" }));
  return texts.filter(isSpec);
}

function readText(file: string): string | undefined {
  try {
    const { size } = statSync(file);
    // The spec language has its own, smaller limit and says so with a place; this one guards memory.
    if (size > largestFile) throw new Failure("USAGE", { problem: `${file} has ${size} bytes; that is no spec.` });
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Relative to where the user stands, unless that leads upwards. */
export function nameOf(file: string, cwd: string): string {
  if (file.startsWith(cwd + sep)) return file.slice(cwd.length + 1);
  const name = relative(cwd, file);
  return name.startsWith("..") ? file : name;
}
