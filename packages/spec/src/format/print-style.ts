import type { ToStringOptions } from "yaml";

/** How CloudMake prints YAML. */
export const printStyle = {
  indent: 2,
  lineWidth: 0,
  flowCollectionPadding: true,
} as const satisfies ToStringOptions;
