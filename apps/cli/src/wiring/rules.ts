import type { RulesByType } from "@cloudmake/model";
import { definitions } from "@cloudmake/providers";

/** The pure half of every resource definition. */
export function rulesByType(): RulesByType {
  return new Map(definitions.map((definition) => [definition.type, definition]));
}
