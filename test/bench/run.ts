import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { benchAssessment, benchDuties } from "./assessment";
import { benchFirstRead } from "./first-read";
import { benchImport } from "./import";
import { type Figure, median, tableOf } from "./measure";
import { benchPage } from "./page";
import { benchRequests } from "./requests";
import { type Built, memoryOf, startBuilt } from "./system";

/** Prints one table. `npm run bench -- requests import` measures parts of it; `--json` prints the figures as JSON. */

const STARTS = 3;
const IDLE_MS = 5000;

async function benchStart(): Promise<Figure[]> {
  const starts: number[] = [];
  const cpu: number[] = [];
  const memory: number[] = [];
  for (let i = 0; i < STARTS; i += 1) {
    const built = await startBuilt();
    starts.push(built.startMs);
    cpu.push(built.startCpuSeconds);
    await sleep(IDLE_MS);
    memory.push(memoryOf(built.pid, "now") + memoryOf(built.enginePid, "now"));
    await built.stop();
  }
  const from = (values: readonly number[], digits: number) => values.map((value) => value.toFixed(digits)).join(" · ");
  const seconds = starts.map((ms) => ms / 1000);
  return [
    {
      name: "demo on fresh data until the page answers",
      value: median(seconds),
      unit: "s",
      atMost: 2,
      ours: `${from(seconds, 2)}; ${median(cpu).toFixed(2)} s of processor`,
    },
    {
      name: "memory of server and engine, idle",
      value: median(memory),
      unit: "MB",
      atMost: 200,
      ours: from(memory, 0),
    },
  ];
}

/** Each on a system of its own, so that none stands in what another left. */
const onSystem = (bench: (built: Built) => Promise<Figure[]>) => async (): Promise<Figure[]> => {
  const built = await startBuilt();
  try {
    return await bench(built);
  } finally {
    await built.stop();
  }
};

const parts: Record<string, () => Promise<Figure[]>> = {
  requests: onSystem(benchRequests),
  page: onSystem(benchPage),
  bundle: onSystem(benchFirstRead),
  duties: async () => benchDuties(),
  assessment: benchAssessment,
  import: onSystem(benchImport),
  start: benchStart,
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) throw new Error(`${unknown}: one of ${Object.keys(parts).join(", ")}`);

const machine = `${process.platform}-${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}`;
const figures: Figure[] = [];
for (const [name, bench] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`… ${name}`);
  figures.push(...(await bench()));
}
console.log(
  process.argv.includes("--json") ? JSON.stringify({ machine, figures }, null, 2) : `${machine}\n\n${tableOf(figures)}`,
);
