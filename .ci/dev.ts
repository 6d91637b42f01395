import { spawn } from "node:child_process";
import { createServer } from "vite";

const PAGE = "http://localhost:5173";
const args = process.argv.slice(2);
const api = spawn(
  process.execPath,
  ["node_modules/tsx/dist/cli.mjs", "watch", "functions/local.ts", ...(args.length > 0 ? args : ["demo"])],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      ZHIBU_ORIGIN: [PAGE, "http://127.0.0.1:5173", process.env.ZHIBU_ORIGIN].filter(Boolean).join(","),
    },
  },
);
process.env.ZHIBU_API = `http://127.0.0.1:${process.env.PORT ?? "8787"}`;

const page = await createServer({ configFile: "vite.config.ts" });
await page.listen();
page.printUrls();

function stop(): void {
  api.kill("SIGTERM");
  void page.close();
}
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
api.once("exit", () => void page.close().then(() => process.exit()));
