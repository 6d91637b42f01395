import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Refusal } from "./refusal.ts";

const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Asks the person at the terminal. */
export const shown = (question: string): Promise<string> => asked(question, true);
/** The same; what is typed is not shown. */
export const hidden = (question: string): Promise<string> => asked(question, false);

async function asked(question: string, isShown: boolean): Promise<string> {
  // The terminal shows what is typed until the interface is there; so the question comes after it.
  const lines = createInterface({
    input: process.stdin,
    output: isShown ? process.stderr : silent(),
    terminal: true,
  });
  process.stderr.write(question);
  // Ctrl+C rejects, Ctrl+D only closes.
  const answer = lines.question("").catch(() => null);
  const closed = once(lines, "close").then(() => null);
  try {
    const given = await Promise.race([answer, closed]);
    if (given === null) throw new Refusal("已取消。");
    return given;
  } finally {
    lines.close();
    if (!isShown) process.stderr.write("\n");
  }
}
