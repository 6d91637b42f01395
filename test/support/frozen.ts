import { setTimeout as sleep } from "node:timers/promises";
import { whileFrozen } from "#functions/platform/backup/freeze";

/** Holds the engine of a database still until it is killed. Argument: the database file. */
await whileFrozen(process.argv[2] ?? "", async () => {
  console.log("frozen");
  await sleep(60_000);
});
