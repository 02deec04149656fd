import { type Document, isCollection, isNode, visit } from "yaml";

/**
 * Keeps a comment behind a key that opens a map or a list where it stands: the library takes it for one that stands above
 * the first entry. `text`: what the document was parsed from.
 */
export function keepKeyComments(document: Document.Parsed, text: string): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (!isNode(key) || !isCollection(value) || typeof value.commentBefore !== "string") return;
      if (!/^["']?[ \t]*:[ \t]+#/.test(text.slice(key.range?.[1] ?? text.length))) return;
      const [behind = "", ...above] = value.commentBefore.split("\n");
      key.comment = behind;
      value.commentBefore = above.length === 0 ? null : above.join("\n");
    },
  });
}
