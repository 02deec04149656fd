import { type Document, isNode, visit } from "yaml";

/** What may stand between a key and the comment behind it: anchor and tag of the value. */
const behindKey = /^["']?[ \t]*:(?:[ \t]+[&!]\S*)*[ \t]+#/;

/**
 * Keeps a comment behind a key whose value begins on a later line where it stands: the library takes it for one that
 * stands above the value. Behind an anchor the library has no place for it: the anchor goes to the value's line.
 * `text`: what the document was parsed from.
 */
export function keepKeyComments(document: Document.Parsed, text: string): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (!isNode(key) || !isNode(value) || typeof value.commentBefore !== "string") return;
      if (!behindKey.test(text.slice(key.range?.[1] ?? text.length))) return;
      const [behind = "", ...above] = value.commentBefore.split("\n");
      key.comment = behind;
      value.commentBefore = above.length === 0 ? null : above.join("\n");
    },
  });
}
