import { Lexer } from "yaml";

/** Says that the next token is text, whatever it begins with. */
const textFollows = "\u001f";

/** The comments of a YAML text, sorted: where they stand does not count. */
export function commentsIn(text: string): readonly string[] {
  const comments: string[] = [];
  let before = "";
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith("#") && before !== textFollows) comments.push(token.trimEnd());
    before = token;
  }
  return comments.sort();
}
