import { readFileSync } from "node:fs";
import { SheetProblem } from "#functions/sheets/problem";
import { readGrid } from "#functions/sheets/read";

/** Reads one file in a process of its own and prints the answer, the time and the highest memory. */
async function answerOf(path: string, type: "xlsx" | "csv"): Promise<string> {
  try {
    await readGrid(readFileSync(path), type);
    return "read";
  } catch (error) {
    return error instanceof SheetProblem ? error.code : String(error);
  }
}

const [path = "", type = ""] = process.argv.slice(2);
const start = performance.now();
void answerOf(path, type === "csv" ? "csv" : "xlsx").then((answer) => {
  const milliseconds = Math.round(performance.now() - start);
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ answer, milliseconds, mebibytes }));
});
