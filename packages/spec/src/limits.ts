/** What one load may cost at most. An attack file gets a diagnostic, not a hang. */
export const limits = {
  /** Files of one load. */
  files: 2_000,
  /** Size of one file, in UTF-16 code units (at least a byte each). */
  fileLength: 1_048_576,
  /** Documents in one file. */
  documents: 200,
  /** Maps and lists in each other. */
  depth: 64,
  /** Nodes of one document, every alias counted with all it stands for. */
  nodes: 50_000,
  /** Environments of one project. */
  environments: 50,
  /** Components of one project. */
  components: 500,
  /** Components times environments of one project. */
  placements: 10_000,
  /** References `${...}` in one component. */
  references: 1_000,
  /** Diagnostics shown of one file. */
  diagnostics: 100,
  /** Characters of one source line that a snippet shows. */
  snippetLine: 200,
  /** Source lines that a snippet shows. */
  snippetLines: 4,
  /** Longest word for which the nearest known one is looked for. */
  nearestWord: 64,
} as const;
