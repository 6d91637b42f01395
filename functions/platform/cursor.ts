import { Fault } from "#shared/problem";

/** An opaque place in a list, bound to its query by a hash: used with another query it is refused. */
export const encodeCursor = (position: string, binding: string): string =>
  Buffer.from(JSON.stringify([binding.slice(0, 16), position])).toString("base64url");

export function decodeCursor(cursor: string, binding: string): string {
  const refuse = () => new Fault("request.cursor");
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const match = /^\["([0-9a-f]{16})",("(?:[^"\\]|\\.)*")\]$/.exec(text);
  if (match?.[1] !== binding.slice(0, 16) || match[2] === undefined) throw refuse();
  try {
    return String(JSON.parse(match[2]));
  } catch {
    throw refuse();
  }
}
