const maxTokenLength = 200;

/** What an Authorization header is worth here: any token will do, but one that starts with `bad`. */
export function judgeAuthorization(header: string | undefined): "accepted" | "missing" | "refused" {
  const token = /^(?:bearer|token) +(\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined) return "missing";
  return token.length > maxTokenLength || token.startsWith("bad") ? "refused" : "accepted";
}
