import type { ToStringOptions } from "yaml";

/** How CloudMake prints YAML. */
export const printStyle = {
  indent: 2,
  lineWidth: 100,
  flowCollectionPadding: true,
} as const satisfies ToStringOptions;
