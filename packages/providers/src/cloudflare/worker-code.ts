/**
 * The code in an answer to `content/v2`: a form with a part for each module, or the bare text of a script in the older
 * format. The answer's headers, which name boundary and main module, are out of reach: the form opens with the one, and
 * the other is known by name or is the first part.
 */
export function codeIn(answer: string, mainModule?: string): string {
  const boundary = /^--[^\r\n]+/.exec(answer)?.[0];
  if (boundary === undefined || !/^content-disposition:/im.test(answer)) return answer;
  const parts = answer.split(boundary).slice(1, -1).map(partOf);
  const main = parts.find(({ head }) => mainModule !== undefined && head.includes(`name="${mainModule}"`));
  return (main ?? parts[0])?.text ?? "";
}

/** `CRLF head CRLF CRLF text CRLF` */
function partOf(part: string): { readonly head: string; readonly text: string } {
  const gap = part.indexOf("\r\n\r\n");
  return { head: part.slice(0, gap), text: part.slice(gap + 4, -2) };
}
