import { type NodeSketch, output } from "./stack-life.ts";

/** Two boxes, and one on each of them. */
export function crashNodes(image: string): readonly NodeSketch[] {
  return [
    { name: "a", inputs: { image } },
    { name: "b", inputs: { image } },
    { name: "on-a", inputs: { peer: output("a", "ip") } },
    { name: "on-b", inputs: { peer: output("b", "ip") } },
  ];
}
