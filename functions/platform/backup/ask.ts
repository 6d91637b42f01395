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
  process.stderr.write(question);
  const lines = createInterface({
    input: process.stdin,
    output: isShown ? process.stderr : silent(),
    terminal: true,
  });
  const broken = once(lines, "close").then(() => {
    throw new Refusal("已取消。");
  });
  try {
    return await Promise.race([lines.question(""), broken]);
  } finally {
    broken.catch(() => undefined);
    lines.close();
    if (!isShown) process.stderr.write("\n");
  }
}
