import { posix } from "node:path";
import type { Problem } from "../problem.ts";
import { importsOf } from "./imports-of.ts";
import type { Import } from "./imports-of.ts";
import { roomOf } from "./room.ts";
import type { Layer, Room } from "./room.ts";

/** What the package.json of a room says. */
export interface Manifest {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

/** Every import of the file that the layers of the design forbid. */
export function layerProblems(file: string, source: string, manifests: readonly Manifest[]): readonly Problem[] {
  const room = roomOf(file);
  if (room === undefined) return [];
  return importsOf(file, source).flatMap((found) => {
    const message = refusal({ file, room, manifests }, found);
    return message === undefined ? [] : [{ file, line: found.line, rule: "layers", message }];
  });
}

interface Place {
  readonly file: string;
  readonly room: Room;
  readonly manifests: readonly Manifest[];
}

function refusal(place: Place, found: Import): string | undefined {
  const { specifier } = found;
  if (specifier.startsWith(".")) return refusalOfRelative(place, found);
  if (specifier.startsWith("node:")) return refusalOfNode(place, specifier);
  const target = place.manifests.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  return (
    refusalOfUndeclared(place, found) ??
    refusalOfPulumi(place, found) ??
    (target === undefined ? undefined : refusalOfRoom(place, found, target))
  );
}

function refusalOfRelative({ file, room }: Place, { specifier, typeOnly }: Import): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  const reached = roomOf(target);
  if (room.folder === "scripts" || target.startsWith("specs/")) return undefined;
  if (reached?.folder !== room.folder && !posix.dirname(target).startsWith(room.folder)) {
    return `\`${specifier}\` leaves ${room.folder}: import the package by its name`;
  }
  if (reached !== undefined && reached.test && !room.test) return `\`${specifier}\` is a test's: code does not use it`;
  if (reached !== undefined && reached.layer === "L3" && room.layer === "L1" && !room.test && !typeOnly) {
    return `\`${specifier}\` has effects (L3): ${room.folder} is pure besides it`;
  }
  return undefined;
}

function refusalOfNode({ room }: Place, specifier: string): string | undefined {
  if (room.test || (room.layer !== "L0" && room.layer !== "L1")) return undefined;
  return `\`${specifier}\` is an effect: ${room.layer} is pure; take what you need as an argument`;
}

function refusalOfUndeclared({ room, manifests }: Place, { specifier, typeOnly }: Import): string | undefined {
  const manifest = manifests.find(({ folder }) => folder === room.folder);
  if (manifest === undefined) return undefined; // scripts use the root's development dependencies
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  if (name === manifest.name || manifest.dependencies.has(name)) return undefined;
  if (!manifest.devDependencies.has(name))
    return rootTools.has(name) ? undefined : `\`${name}\` is not in ${room.folder}/package.json`;
  if (room.test || typeOnly) return undefined;
  return `\`${name}\` is a development dependency of ${room.folder}: only its tests and types may use it`;
}

/** Declared once, at the root, for every test. */
const rootTools: ReadonlySet<string> = new Set(["vitest", "fast-check", "tsdown"]);

function refusalOfPulumi({ file, room }: Place, { specifier, typeOnly }: Import): string | undefined {
  if (!specifier.startsWith("@pulumi/") || room.test) return undefined;
  const mayLoad =
    room.folder === "packages/provisioner" ||
    file.startsWith("packages/providers/src/grpc/") ||
    (room.folder === "stacks" && room.layer !== "L1");
  if (mayLoad) return undefined;
  if (typeOnly && room.folder === "stacks") return undefined;
  const where = "only provisioner, stacks/src/program.ts and providers/src/grpc load @pulumi/*";
  return typeOnly
    ? `${where}; its types are for stacks`
    : `${where}${room.folder === "stacks" ? ": write `import type`" : ""}`;
}

function refusalOfRoom({ room }: Place, { specifier, typeOnly }: Import, target: Manifest): string | undefined {
  const reached = roomOf(`${target.folder}/src/index.ts`);
  if (reached === undefined || target.folder === room.folder || room.test) return undefined;
  const entersProgram = specifier === "@cloudmake/stacks/program";
  const layer: Layer = entersProgram ? "L3" : reached.layer;
  if (layer === "testing") return `\`${specifier}\` is for tests`;
  if (layer === "app") return `\`${specifier}\` is an app: nothing imports apps`;
  if (height[layer] > height[room.layer])
    return `${room.layer} does not import ${layer} (\`${specifier}\`): turn it into a port`;
  if (layer !== room.layer || layer === "L0") return undefined;
  if (layer === "L1" && target.folder === "packages/ports" && typeOnly) return undefined;
  return sameLayer(layer, specifier);
}

function sameLayer(layer: "L1" | "L2" | "L3", specifier: string): string {
  switch (layer) {
    case "L1":
      return `L1 packages do not import each other (\`${specifier}\`), except types of ports: take it as an argument`;
    case "L2":
      return `L2 packages do not import each other (\`${specifier}\`)`;
    case "L3":
      return `adapters do not import each other (\`${specifier}\`): an app wires them`;
  }
}

const height: Readonly<Record<Layer, number>> = { L0: 0, L1: 1, L2: 2, L3: 3, testing: 4, app: 4 };
