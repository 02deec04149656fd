export { specCodes, type SpecCode } from "./diagnostic/codes.ts";
export { nearestWord } from "./diagnostic/nearest-word.ts";
export { plain, renderDiagnostic, type DiagnosticColour, type Paint } from "./diagnostic/render-diagnostic.ts";
export { explain, type ExplainedSetting } from "./explain.ts";
export { limits } from "./limits.ts";
export { loadingSpecs, loadSpecs, type LoadedSpecs, type SpecFile } from "./load-specs.ts";
export type { Environment, Manifest, ProjectManifest, WorkspaceManifest } from "./manifest/manifest.ts";
export {
  workspaceComponent,
  workspaceType,
  type ComponentSchema,
  type ComponentSchemas,
} from "./schema/component-schemas.ts";
export { projectJsonSchema, workspaceJsonSchema, type JsonSchema } from "./schema/json-schema.ts";
export { starterSpec, type StarterOptions } from "./starter-spec.ts";
export type { Previews } from "./schema/envelope.ts";
