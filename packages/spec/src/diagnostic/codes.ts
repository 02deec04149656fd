/**
 * Every code a spec's diagnostics can have, with what it means. The reference page is generated from here; codes are
 * stable, the wording of single diagnostics is not.
 */
export const specCodes = {
  SPEC_TOO_LARGE: "A file, or what its aliases expand to, is larger than a spec may be.",
  SPEC_TOO_DEEP: "Maps and lists stand in each other deeper than a spec may go.",
  SPEC_SYNTAX: "The text is no YAML.",
  SPEC_TAB: "A tab stands where YAML wants spaces.",
  SPEC_TAG: "A YAML tag that is not part of the core schema.",
  SPEC_ALIAS: "An alias `*name` without its anchor `&name`, or inside of it.",
  SPEC_MERGE_KEY: "A merge key `<<`, which YAML 1.2 does not have.",
  SPEC_KEY: "A key that is not plain text.",
  SPEC_DUPLICATE_KEY: "The same key twice in one map.",
  SPEC_REFERENCE_UNQUOTED: "A reference `${...}` without quotes inside `{ }` or `[ ]`.",
  SPEC_EMPTY: "A file without a manifest.",
  SPEC_API_VERSION: "A manifest of an `apiVersion` that this CloudMake does not read.",
  SPEC_KIND: "A manifest of a `kind` that CloudMake does not know.",
  SPEC_BAD_NAME: "A name with characters or words that names cannot have.",
  SPEC_DUPLICATE_NAME: "Two manifests of one kind with the same name.",
  SPEC_MISSING: "A setting that must be there is not.",
  SPEC_UNKNOWN_KEY: "A setting that nobody knows.",
  SPEC_UNKNOWN_TYPE: "A component of a type that CloudMake does not know.",
  SPEC_UNKNOWN_ENVIRONMENT: "An environment that the project does not have.",
  SPEC_UNKNOWN_COMPONENT: "A reference to a component that is not there.",
  SPEC_UNKNOWN_OUTPUT: "A reference to an output that the component's type does not have.",
  SPEC_UNKNOWN_STACK: "A reference to a project, environment or workspace that no spec describes.",
  SPEC_WRONG_TYPE: "A value of the wrong kind, e.g. text where a number is wanted.",
  SPEC_WRONG_OPTION: "A value that is not one of the options.",
  SPEC_OUT_OF_RANGE: "A value, text or list that is too small or too large.",
  SPEC_WRONG_FORMAT: "Text that does not have the shape it must have.",
  SPEC_INVALID: "Settings that each are right but do not go together.",
  SPEC_REFERENCE_SYNTAX: "A `${...}` that is no reference.",
  SPEC_REFERENCE_MISPLACED: "A reference where only a written value can stand.",
  SPEC_NOT_OVERRIDABLE: "A setting that cannot differ between environments.",
  SPEC_CYCLE: "Components, stacks or environments that wait for each other in a circle.",
} as const;

export type SpecCode = keyof typeof specCodes;
