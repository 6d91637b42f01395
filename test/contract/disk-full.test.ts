import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Heard, type Running, runBuilt, startRunning } from "#test/support/running";
import { startSystem } from "../support/app";

/** A disk that is full, and has room again: on a small one of its own, which takes the right to mount. */

const place = mkdtempSync(join(tmpdir(), "zhibu-full-"));
const disk = join(place, "disk");
const refusedMount = mounted();
const title = (text: string) => (refusedMount ? `${text}（本机不许挂载 tmpfs：${refusedMount}）` : text);

function mounted(): string | null {
  try {
    execFileSync("mkdir", ["-p", disk]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", disk], { stdio: "pipe" });
    return null;
  } catch (error) {
    return String(error).trim().split("\n").at(-1) ?? "";
  }
}

afterAll(() => {
  if (!refusedMount) execFileSync("umount", [disk]);
  rmSync(place, { recursive: true, force: true });
});

const filler = join(disk, "filler");
const free = () => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};
/** Fills the disk but for some bytes. */
function fill(leave: number): void {
  rmSync(filler, { force: true });
  writeFileSync(filler, Buffer.alloc(Math.max(0, free() - leave)));
}

const isFull = ({ status, body }: Heard) => status === 507 && body.code === "storage.full";

describe.skipIf(refusedMount !== null)("磁盘写满", () => {
  const state = { names: [] as string[], number: 0 };
  const data = join(disk, "data");

  async function people(system: Running) {
    const { cookie, branchId } = await system.signIn("secretary02");
    const at = (path: string) => `/api/branches/${branchId}${path}`;
    return {
      at,
      cookie,
      async register(): Promise<Heard> {
        state.number += 1;
        const name = `满盘第${state.number}号`;
        const heard = await system.ask("POST", at("/members"), { cookie, body: { name, stage: "applicant" } });
        if (heard.status === 201) state.names.push(name);
        return heard;
      },
      async registered(): Promise<Set<string>> {
        const names: string[] = [];
        for (let next: string | null = ""; next !== null; ) {
          const path = `/members?q=满盘&limit=200${next && `&cursor=${next}`}`;
          const { status, body } = await system.ask("GET", at(path), { cookie });
          expect(status).toBe(200);
          names.push(...body.items.map((item: { name: string }) => item.name));
          next = body.next;
        }
        expect(names.length, "有一条保存了两次").toBe(new Set(names).size);
        return new Set(names);
      },
    };
  }

  it(title("每次拒绝都说明磁盘已满，查阅照常，已确认的不丢；腾出空间后不用重启就能保存"), {
    timeout: 180_000,
  }, async () => {
    const system = await startRunning(data);
    try {
      const { at, cookie, register, registered } = await people(system);
      expect((await register()).status).toBe(201);
      fill(64 * 1024);
      const refusals: Heard[] = [];
      while (refusals.length < 25) {
        const heard = await register();
        if (heard.status !== 201) refusals.push(heard);
      }
      expect(refusals.filter((heard) => !isFull(heard)).map(({ status, body }) => [status, body])).toEqual([]);
      expect(refusals[0]?.body.title).toMatch(/^服务器磁盘已满，暂时不能保存，查阅不受影响/);

      expect(await registered()).toEqual(new Set(state.names));
      const meeting = await system.ask("GET", at("/activities?year=2026&limit=1"), { cookie });
      const id = meeting.body.items[0].id;
      const pdf = new TextEncoder().encode(
        `%PDF-1.4\n1 0 obj<<>>endobj\n${"x".repeat(2_000_000)}\ntrailer<<>>\n%%EOF\n`,
      );
      const upload = { cookie, body: pdf, type: "application/pdf" };
      const uploaded = await system.ask("POST", at(`/activities/${id}/files?name=a.pdf`), upload);
      expect([uploaded.status, uploaded.body.code]).toEqual([507, "storage.full"]);
      const files = join(data, "demo", "files");
      expect(existsSync(files) ? readdirSync(files) : []).toEqual([]);

      rmSync(filler);
      expect((await register()).status).toBe(201);
      expect(await registered()).toEqual(new Set(state.names));
    } finally {
      await system.stop();
    }
  });

  it(title("写满过的数据重新启动后一条不差"), { timeout: 60_000 }, async () => {
    const system = await startRunning(data);
    try {
      const { register, registered } = await people(system);
      expect((await register()).status).toBe(201);
      expect(await registered()).toEqual(new Set(state.names));
    } finally {
      await system.stop();
    }
  });

  it(title("备份的去处或数据目录写满时，一句话说明，不留半份文件"), { timeout: 60_000 }, async () => {
    fill(300_000);
    const env = { ZHIBU_DATA: join(data, "demo"), ZHIBU_BACKUP_PASSPHRASE: "写满磁盘时的备份口令-2026-11" };
    const before = readdirSync(join(data, "demo"));
    const copied = await runBuilt("backup", [join(place, "a.age")], env);
    expect(copied).toEqual({ code: 1, lines: [expect.stringMatching(/^数据不能复制（磁盘空间不足）/)] });
    expect(readdirSync(join(data, "demo"))).toEqual(before);
    rmSync(filler);
    const whole = await runBuilt("backup", [join(place, "a.age")], env);
    expect(whole.code, whole.lines.join()).toBe(0);

    fill(300_000);
    const other = { ...env, ZHIBU_DATA: join(place, "restored") };
    expect((await runBuilt("restore", [join(place, "a.age"), "--emergency"], other)).code).toBe(0);
    const full = await runBuilt("backup", [join(disk, "b.age")], other);
    expect(full).toEqual({
      code: 1,
      lines: [expect.stringMatching(/b\.age 不能写入（磁盘空间不足），没有留下半份文件/)],
    });
    const unrestored = await runBuilt("restore", [join(place, "a.age")], {
      ...env,
      ZHIBU_DATA: join(disk, "restored"),
    });
    expect(unrestored).toEqual({ code: 1, lines: [expect.stringMatching(/^数据目录所在磁盘空间不足，没有恢复/)] });
    expect(readdirSync(disk).toSorted()).toEqual(["data", "filler"]);
  });

  it(title("磁盘已满时启动，一句话说明，不留残缺的密钥；腾出空间后能启动"), { timeout: 60_000 }, async () => {
    const full = { code: 1, lines: [expect.stringMatching(/^数据目录所在的磁盘已满，没有启动/)] };
    fill(0);
    for (const place of [join(disk, "new"), data])
      expect(await runBuilt("local", ["demo"], { ZHIBU_DATA: place, PORT: "18799" })).toEqual(full);
    expect(readdirSync(join(disk, "new", "demo"))).toEqual([]);
    rmSync(filler);
    await (await startRunning(data)).stop();
  });
});

it("磁盘写满时，登录时间长了也照常查阅", async () => {
  const system = await startSystem({ now: Date.parse("2026-05-20T02:00:00Z") });
  system.clock.ms += 6 * 60_000;
  system.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === "PutItemCommand") throw new Error("backend: database or disk is full");
        return next(args);
      },
    { step: "initialize" },
  );
  expect((await system.office.get("/api/me")).status).toBe(200);
});
