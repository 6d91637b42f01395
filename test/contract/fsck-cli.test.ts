import { copyFile, cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fullMember, inventId } from "#test/support/people";
import { editRaw, rawItems } from "#test/support/raw-data";
import { killBuilt, runBuilt, startRunning } from "#test/support/running";

/** `npm run fsck` and `npm run rotate-keys` as somebody runs them. */

const NUMBER = inventId(778, "19780808");
const LONG = { timeout: 240_000 };

let base: string;
let memberId: string;
const place = (name: string) => join(base, name);
const data = () => place("source/demo");
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "zhibu-fsck-"));
});
afterAll(() => rm(base, { recursive: true }));

const fsck = (ZHIBU_DATA: string, ...args: string[]) => runBuilt("fsck", args, { ZHIBU_DATA });
const rotate = (ZHIBU_DATA: string, ...args: string[]) => runBuilt("rotate-keys", args, { ZHIBU_DATA });
const CLEAN = { code: 0, told: ["没有发现问题。"] };
const verdict = async (dataDir: string) => {
  const { code, lines } = await fsck(dataDir);
  return { code, told: lines.filter((line) => !line.startsWith("共检查")) };
};

async function revealed(dataDir: string): Promise<unknown> {
  const system = await startRunning(dataDir);
  try {
    const { cookie, branchId } = await system.signIn("secretary02");
    const path = `/api/branches/${branchId}/members/${memberId}/reveals`;
    const { body } = await system.ask("POST", path, { cookie, body: { fields: ["idNumber"], reason: "换钥核对" } });
    return body.idNumber;
  } finally {
    await system.stop();
  }
}

describe("fsck 命令", () => {
  it("运行中的系统，检查没有发现问题", LONG, async () => {
    const system = await startRunning(place("source"));
    try {
      const { cookie, branchId } = await system.signIn("secretary02");
      const body = fullMember(778, { name: "换钥", idNumber: NUMBER, birthDate: "1978-08-08" });
      const member = await system.ask("POST", `/api/branches/${branchId}/members`, { cookie, body });
      memberId = member.body.id;
      expect(await verdict(data())).toEqual(CLEAN);
      const { code, lines } = await rotate(data());
      expect(lines).toEqual([expect.stringMatching(/正由另一个已启动的系统使用/)]);
      expect(code).toBe(1);
    } finally {
      await system.stop();
    }
  });

  it("停下的系统，检查没有发现问题，JSON 给出检查了多少", LONG, async () => {
    const { code, lines } = await fsck(place("source"), "demo", "--json");
    expect(code).toBe(0);
    const { findings, counts } = JSON.parse(lines.join("\n"));
    expect(findings).toEqual([]);
    expect(counts.records).toBeGreaterThan(100);
    expect(counts.events).toBeGreaterThan(counts.records - 1);
  });

  it("刚启动过的正式数据，检查没有发现问题", LONG, async () => {
    const system = await startRunning(place("real"), []);
    await system.stop();
    expect(await verdict(place("real"))).toEqual(CLEAN);
  });

  it("数据库在系统之外改动一处，退出码是 1，指明是哪一条", LONG, async () => {
    await cp(data(), place("edited"), { recursive: true });
    const isMember = ({ id }: { id?: unknown }) => id === memberId;
    await editRaw(place("edited"), isMember, (member) => ({ ...member, joinedOn: "1999-07-01" }));
    const told = await fsck(place("edited"));
    expect(told.lines[0]).toMatch(new RegExp(`^记录在系统之外被改动（record.edited）：member ${memberId}，`));
    expect(told.lines.at(-1)).toBe("发现 1 处问题。");
    expect(told.code).toBe(1);
    const { code, lines } = await fsck(place("edited"), "--json");
    expect(JSON.parse(lines.join("\n")).findings).toMatchObject([{ kind: "record.edited", id: memberId }]);
    expect(code).toBe(1);
  });

  it.each<[string, string[], RegExp]>([
    ["没有数据", [], /^数据目录 .*nowhere 中没有数据库，请用 ZHIBU_DATA 指定数据目录。$/],
    ["不认识的参数", ["--fix"], /^不认识“--fix”。用法：npm run fsck/],
  ])("%s，退出码是 2，一句话说明", async (_, args, sentence) => {
    const { code, lines } = await fsck(place("nowhere"), ...args);
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(code).toBe(2);
  });
});

const killed = (dataDir: string, args: string[], withinMs: number) =>
  killBuilt("rotate-keys", args, dataDir, Math.random() * withinMs);
const keyOf = (dataDir: string) => readFile(join(dataDir, "key"), "utf8");
const keyring = async (dataDir: string) => Object((await rawItems(dataDir)).find(({ entity }) => entity === "keyring"));

describe("更换加密密钥", () => {
  it("进程在随机时刻被杀，再运行一次就做完：没有旧密文，检查没有发现问题，号码照样查得到", LONG, async () => {
    const before = (await rawItems(data())).length;
    const kills = [await killed(data(), [], 300), await killed(data(), [], 1500), await killed(data(), [], 3000)];
    expect(kills).toContain(true);
    expect(await verdict(data())).toEqual(CLEAN);
    const { code, lines } = await rotate(data());
    expect(lines.at(-1)).toMatch(/^更换完成：检查 \d+ 项，重新加密 \d+ 项，旧的加密密钥已删除。$/);
    expect(code).toBe(0);
    const { current, sealing } = await keyring(data());
    expect(current).toBeGreaterThan(1);
    expect(Object.keys(sealing)).toEqual([String(current)]);
    const items = await rawItems(data());
    expect(items.length).toBeGreaterThanOrEqual(before);
    expect(items.filter((item) => JSON.stringify(item).includes('"A256GCM.s1.'))).toEqual([]);
    expect(await verdict(data())).toEqual(CLEAN);
    expect(await revealed(place("source"))).toBe(NUMBER);
  });
});

describe("更换密钥文件", () => {
  it("进程在随机时刻被杀，key 文件仍打得开；再运行一次就换完，旧的密钥文件打不开", LONG, async () => {
    await copyFile(join(data(), "key"), place("old-key"));
    for (const withinMs of [60, 120, 250]) {
      await killed(data(), ["--master"], withinMs);
      expect(await verdict(data())).toEqual(CLEAN);
    }
    const { code, lines } = await rotate(data(), "--master");
    expect(lines).toEqual([expect.stringMatching(/^密钥文件 .*key 已更换，旧密钥打不开现在的数据。/)]);
    expect(code).toBe(0);
    expect(await keyOf(data())).not.toBe(await readFile(place("old-key"), "utf8"));
    expect(Object.keys((await keyring(data())).marking)).toHaveLength(1);
    expect(await verdict(data())).toEqual(CLEAN);
    expect(await revealed(place("source"))).toBe(NUMBER);
    await cp(data(), place("with-old-key"), { recursive: true });
    await copyFile(place("old-key"), join(place("with-old-key"), "key"));
    const refused = await fsck(place("with-old-key"));
    expect(refused.lines).toEqual([expect.stringMatching(/^密钥文件与数据不相配/)]);
    expect(refused.code).toBe(2);
  });
});
