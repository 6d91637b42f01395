import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { hostileFiles } from "#test/support/hostile";

const most = { milliseconds: 5_000, mebibytes: 256 };
const Answer = z.object({ answer: z.string(), milliseconds: z.number(), mebibytes: z.number() });

const folder = mkdtempSync(join(tmpdir(), "hostile-"));
const reader = join(folder, "read-alone.cjs");

function readAlone(bytes: Uint8Array, type: string): z.infer<typeof Answer> {
  const file = join(folder, "file");
  writeFileSync(file, bytes);
  const output = execFileSync(process.execPath, [reader, file, type], { encoding: "utf8", timeout: 15_000 });
  return Answer.parse(JSON.parse(output));
}

beforeAll(async () => {
  await build({
    entryPoints: ["test/support/read-alone.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: reader,
    logLevel: "error",
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("恶意文件在 5 秒、256 MB 之内得到明确的答复", () => {
  it.each(hostileFiles)("$name", ({ bytes, type, answer }) => {
    const seen = readAlone(bytes(), type);
    expect(answer).toContain(seen.answer);
    expect(seen.milliseconds).toBeLessThan(most.milliseconds);
    expect(seen.mebibytes).toBeLessThan(most.mebibytes);
  });
});
