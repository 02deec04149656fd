import { stackId } from "@cloudmake/model";
import { type Data, decodeNode } from "../reference/decode-node.ts";
import type { Node } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source-file.ts";

const nowhere = stackId("frame", "frame");

/** Data of a manifest's frame. References have no place there; their schemas say so. */
export function dataOf(source: SourceFile, node: Node): Data {
  return decodeNode(source, node, nowhere).data;
}
