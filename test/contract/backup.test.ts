import { copyFile, cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { Decrypter, Encrypter } from "age-encryption";
import { Secret, TOTP } from "otpauth";
import { type Header, pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withPlatform } from "#functions/platform/backup/open";
import { sha256 } from "#functions/platform/crypto";
import { SAMPLE_SECRET } from "#functions/sample/seed";
import { fullMember, inventId } from "#test/support/people";
import { editRaw } from "#test/support/raw-data";
import { type Running, runBuilt, startRunning } from "#test/support/running";

/** The drill: backed up while people write, restored into an empty place, started and read. */

const PASSPHRASE = "演练用的备份口令-不在别处使用-2026";
const PDF = new TextEncoder().encode("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
const PLANTED = { idNumber: inventId(777, "19770707"), phone: "19900007777", talk: "种下的谈话内容只许两个人看见" };

let base: string;
let source: string;
const file = (name: string) => join(base, name);

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "zhibu-backup-"));
  source = join(base, "source");
});
afterAll(() => rm(base, { recursive: true }));

/** What the administrators enter, in a file as the restore takes it. */
async function confirming(name: string, ...logins: string[]): Promise<{ ZHIBU_RESTORE_CONFIRM_FILE: string }> {
  const code = new TOTP({ secret: Secret.fromBase32(SAMPLE_SECRET) }).generate();
  await writeFile(file(name), JSON.stringify(logins.map((login) => ({ login, password: "Zhibu-demo-2026", code }))));
  return { ZHIBU_RESTORE_CONFIRM_FILE: file(name) };
}

const settings = (dataDir: string, more: Record<string, string> = {}) => ({
  ZHIBU_DATA: dataDir,
  ZHIBU_BACKUP_PASSPHRASE: PASSPHRASE,
  ...more,
});
const backup = (to: string, env = settings(join(source, "demo"))) => runBuilt("backup", [to], env);
const restore = (from: string, dataDir: string, more: Record<string, string> = {}) =>
  runBuilt("restore", [from], settings(dataDir, more));

type Secretary = { cookie: string; at: (path: string) => string };
async function secretaryOf(system: Running): Promise<Secretary> {
  const { cookie, branchId } = await system.signIn("secretary02");
  return { cookie, at: (path) => `/api/branches/${branchId}${path}` };
}

async function plant(system: Running, { cookie, at }: Secretary) {
  const body = fullMember(777, {
    name: "种子",
    idNumber: PLANTED.idNumber,
    birthDate: "1977-07-07",
    phone: PLANTED.phone,
  });
  const member = await system.ask("POST", at("/members"), { cookie, body });
  expect(member.body).toMatchObject({ name: "种子" });
  const others = await system.ask("GET", at("/members?limit=1"), { cookie });
  const talk = { on: "2026-01-05", kind: "member", talkerId: others.body.items[0].id, memberId: member.body.id };
  const talked = await system.ask("POST", at("/talks"), { cookie, body: { ...talk, text: PLANTED.talk } });
  expect(talked.status, JSON.stringify(talked.body)).toBe(201);
  const meeting = { kinds: ["themeDay"], title: "演练", startsAt: "2026-05-20T09:00", state: "recorded" };
  const activity = await system.ask("POST", at("/activities"), { cookie, body: meeting });
  const files = at(`/activities/${activity.body.id}/files`);
  const attached = await system.ask("POST", `${files}?name=a.pdf`, { cookie, body: PDF, type: "application/pdf" });
  expect(attached.status, JSON.stringify(attached.body)).toBe(201);
  return { memberId: String(member.body.id), attachment: `${files}/${attached.body.id}`, cookie };
}

/** Registers applicants until told to stop; `saved` are those that were acknowledged. */
async function keepRegistering(system: Running, { cookie, at }: Secretary, saved: string[], over: AbortSignal) {
  for (let number = 1; !over.aborted; number += 1) {
    const body = { name: `演练第${number}号`, stage: "applicant" };
    const { status } = await system.ask("POST", at("/members"), { cookie, body });
    if (status === 201) saved.push(body.name);
  }
}

async function namesIn(system: Running, { cookie, at }: Secretary): Promise<Set<string>> {
  const names = new Set<string>();
  for (let next: string | null = ""; next !== null; ) {
    const path = `/members?q=演练&limit=200${next && `&cursor=${next}`}`;
    const { body } = await system.ask("GET", at(path), { cookie });
    for (const { name } of body.items) names.add(name);
    next = body.next;
  }
  return names;
}

const state = { memberId: "", attachment: "", cookie: "", saved: [] as string[] };

describe("备份和恢复演练", () => {
  it("书记保存时备份，不影响保存；备份文件只有本人可读，校验值相符", { timeout: 120_000 }, async () => {
    const system = await startRunning(source);
    try {
      const secretary = await secretaryOf(system);
      Object.assign(state, await plant(system, secretary));
      const [saved, over] = [[] as string[], new AbortController()];
      const registering = keepRegistering(system, secretary, saved, over.signal);
      await expect.poll(() => saved.length, { timeout: 20_000 }).toBeGreaterThan(3);
      state.saved = [...saved];
      const { code, lines } = await backup(file("a.age"));
      expect(lines).toEqual([expect.stringMatching(/^备份完成：.*停顿 [\d.]+ 秒/), expect.stringContaining("口令")]);
      expect(code).toBe(0);
      const during = saved.length;
      await expect.poll(() => saved.length, { timeout: 20_000 }).toBeGreaterThan(during + 3);
      over.abort();
      await registering;
    } finally {
      await system.stop();
    }
    expect((await stat(file("a.age"))).mode & 0o777).toBe(0o600);
    expect(await readFile(file("a.age.sha256"), "utf8")).toBe(`${sha256(await readFile(file("a.age")))}  a.age\n`);
    expect(await readdir(join(source, "demo"))).not.toContain("backup.tmp");
  });

  it("备份、日志和数据文件中找不到号码和谈话内容", async () => {
    const data = join(source, "demo");
    const kept = (await readdir(data)).map((name) => join(data, name));
    for (const path of [file("a.age"), ...kept.filter((path) => !path.endsWith("files"))]) {
      const bytes = await readFile(path);
      for (const planted of Object.values(PLANTED)) expect(bytes.includes(planted), path).toBe(false);
    }
    const line = (await readFile(join(data, "zhibu.log"), "utf8"))
      .split("\n")
      .find((text) => text.includes('"backup"'));
    expect(line).toContain(sha256(await readFile(file("a.age"))));
  });

  it("任何 age 工具都能用口令打开备份", async () => {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    const gzipped = await decrypter.decrypt(await readFile(file("a.age")));
    expect([...gzipped.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  it("恢复到空目录，启动后此前确认的都在，号码能查看，附件能打开，旧的登录都已失效", { timeout: 120_000 }, async () => {
    const place = join(base, "restored");
    const confirmed = await confirming("both.json", "system", "security");
    const { code, lines } = await restore(file("a.age"), join(place, "demo"), confirmed);
    expect(lines[0], lines.join()).toMatch(/^恢复完成：/);
    expect(lines.slice(1, 3)).toEqual([expect.stringMatching(/^确认人：.+、.+。$/), "数据检查没有发现问题。"]);
    expect(code).toBe(0);
    expect((await readdir(join(place, "demo"))).toSorted()).toEqual(["files", "key", "zhibu.db", "zhibu.log"]);
    const system = await startRunning(place);
    try {
      expect((await system.ask("GET", "/api/me", { cookie: state.cookie })).status).toBe(401);
      const secretary = await secretaryOf(system);
      const found = await namesIn(system, secretary);
      expect(state.saved.filter((name) => !found.has(name))).toEqual([]);
      const path = secretary.at(`/members/${state.memberId}/reveals`);
      const body = { fields: ["idNumber", "phone"], reason: "恢复演练核对" };
      const revealed = await system.ask("POST", path, { cookie: secretary.cookie, body });
      expect(revealed.body).toMatchObject({ idNumber: PLANTED.idNumber, phone: PLANTED.phone });
      const { body: pdf } = await system.ask("GET", state.attachment, { cookie: secretary.cookie });
      expect(pdf).toBe(new TextDecoder().decode(PDF));
    } finally {
      await system.stop();
    }
  });

  it("已有数据的目录不恢复，数据不变", async () => {
    const place = join(base, "restored", "demo");
    const before = sha256(await readFile(join(place, "zhibu.db")));
    const { code, lines } = await restore(file("a.age"), place);
    expect(lines).toEqual([expect.stringMatching(/中已有数据（.*），没有恢复。请先停止系统，把这个文件夹改名保存/)]);
    expect(code).toBe(1);
    expect(sha256(await readFile(join(place, "zhibu.db")))).toBe(before);
  });
});

/** What the trail of the data says about restores, today's. */
const restores = (dataDir: string) =>
  withPlatform(dataDir, "zhibu", async ({ table, now }) =>
    (await table.index(2, `AUDITDAY#${new Date(now()).toISOString().slice(0, 10)}`)).filter(
      ({ action }) => action === "backup.restored",
    ),
  );

describe("恢复要两名管理员确认", () => {
  const place = () => join(base, "unconfirmed");

  it.each<[string, string[], RegExp]>([
    ["少一人", ["system"], /缺少安全管理员的账号和密码，没有恢复/],
    ["同一人两次", ["system", "system"], /^安全管理员的动态口令不正确或已用过，没有恢复/],
    ["别的角色", ["office", "security"], /^office 不是系统管理员，没有恢复/],
    ["没有这个账号", ["nobody", "security"], /^系统管理员的账号或密码不正确，没有恢复/],
  ])("%s，不恢复，什么也不留下", async (title, logins, sentence) => {
    const { code, lines } = await restore(file("a.age"), place(), await confirming(`${title}.json`, ...logins));
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(code).toBe(1);
    await expect(readdir(place())).rejects.toThrow("ENOENT");
  });

  it("没有人可问时，不恢复", async () => {
    const { lines } = await restore(file("a.age"), place());
    expect(lines).toEqual([expect.stringMatching(/^恢复须由系统管理员和安全管理员两人确认/)]);
  });

  it("应急恢复不问人，记在审计里", { timeout: 60_000 }, async () => {
    const { code, lines } = await runBuilt("restore", [file("a.age"), "--emergency"], settings(place()));
    expect(lines[1]).toMatch(/^没有管理员确认，已作为应急恢复记入审计/);
    expect(code).toBe(0);
    expect(await restores(place())).toMatchObject([
      { byName: "应急恢复", detail: { emergency: true, confirmedBy: [] } },
    ]);
    expect(await restores(join(base, "restored", "demo"))).toMatchObject([
      { detail: { emergency: false, confirmedBy: [{ role: "system" }, { role: "security" }] } },
    ]);
  });
});

/** Changes the database as somebody does who has the file and not the key, and backs it up. */
async function editedBackup(name: string): Promise<void> {
  const place = file("edited");
  await cp(join(base, "unconfirmed"), place, { recursive: true });
  await editRaw(
    place,
    ({ id }) => id === state.memberId,
    (member) => ({ ...member, joinedOn: "1999-07-01" }),
  );
  expect((await backup(file(name), settings(place))).code).toBe(0);
}

describe("备份的数据库在系统之外被改动过", () => {
  const place = () => join(base, "touched");

  it("不恢复，指明是哪一条，什么也不留下", { timeout: 60_000 }, async () => {
    await editedBackup("edited.age");
    const { code, lines } = await restore(
      file("edited.age"),
      place(),
      await confirming("c.json", "system", "security"),
    );
    expect(lines).toEqual([
      "备份中的数据与系统写下的不符（1 处），没有恢复：",
      expect.stringMatching(new RegExp(`^记录在系统之外被改动（record.edited）：member ${state.memberId}，`)),
      expect.stringMatching(/^请换另一份备份.*--emergency/),
    ]);
    expect(code).toBe(1);
    await expect(readdir(place())).rejects.toThrow("ENOENT");
  });

  it("应急可以照样恢复，审计里有问题的数量", { timeout: 60_000 }, async () => {
    const { code, lines } = await runBuilt("restore", [file("edited.age"), "--emergency"], settings(place()));
    expect(lines.slice(1, 3)).toEqual(["没有管理员确认，已作为应急恢复记入审计。", "注意：数据检查发现 1 处问题："]);
    expect(lines[3]).toContain(state.memberId);
    expect(code).toBe(0);
    expect((await restores(place())).map(({ detail }) => Object(detail).findings)).toEqual([0, 1]);
  });
});

describe("不能备份时说清楚怎么办，不留半份文件", () => {
  it.each<[string, string, Record<string, string>, RegExp]>([
    ["没有口令", "b.age", { ZHIBU_BACKUP_PASSPHRASE: "" }, /^没有备份口令，请设置/],
    ["口令太短", "b.age", { ZHIBU_BACKUP_PASSPHRASE: "短口令" }, /^备份口令至少 16 个字符/],
    [
      "口令文件读不了",
      "b.age",
      { ZHIBU_BACKUP_PASSPHRASE: "", ZHIBU_BACKUP_PASSPHRASE_FILE: "/x" },
      /^口令文件 \/x 不能读取/,
    ],
    ["没有数据", "b.age", { ZHIBU_DATA: "/nowhere" }, /^数据目录 \/nowhere 中没有数据库/],
    ["文件已存在", "a.age", {}, /a\.age 已存在/],
    ["放在数据目录中", "source/demo/b.age", {}, /^备份文件不能放在数据目录中/],
    ["文件夹不存在", "none/b.age", {}, /none\/b\.age 不能写入（文件夹或文件不存在），没有留下半份文件/],
    ["数据库在别处", "b.age", { DYNAMODB_ENDPOINT: "http://x" }, /^数据在 DYNAMODB_ENDPOINT/],
  ])("%s", async (_, name, more, sentence) => {
    const before = await readdir(base);
    const { code, lines } = await backup(file(name), { ...settings(join(source, "demo")), ...more });
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(code).toBe(1);
    expect(await readdir(base)).toEqual(before);
  });

  it("没有写文件名时给出用法", async () => {
    const { lines } = await runBuilt("backup", [], settings(source));
    expect(lines).toEqual([expect.stringMatching(/^用法：npm run backup -- 备份文件/)]);
  });
});

/** A backup with whatever entries, as somebody would make it who knows the passphrase. */
async function forged(name: string, entries: (Partial<Header> & { name: string; text?: string })[]): Promise<void> {
  const tar = pack();
  for (const { text = "", ...header } of entries) tar.entry(header, text);
  tar.finalize();
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(10);
  encrypter.setPassphrase(PASSPHRASE);
  await writeFile(file(name), await encrypter.encrypt(gzipSync(await buffer(tar))));
}

/** A copy of the good backup, without its checksum, changed by `damage`. */
async function damaged(name: string, damage: (path: string) => Promise<void>): Promise<void> {
  await copyFile(file("a.age"), file(name));
  await damage(file(name));
}

const manifestOf = (...files: { name: string; text: string }[]) =>
  JSON.stringify({
    ...{ format: "zhibu-backup", version: 1, createdAt: "2026-11-22T00:00:00.000Z" },
    files: files.map(({ name, text }) => ({ name, size: text.length, sha256: sha256(text) })),
    counts: { attachments: 0, bytes: 0 },
  });
const key = { name: "key", text: "k" };

describe("不能恢复时说清楚怎么办，什么也不留下", () => {
  const flip = (where: (size: number) => number) => async (path: string) => {
    const bytes = await readFile(path);
    const at = where(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
  };

  it.each<[string, (name: string) => Promise<void>, Record<string, string>, RegExp]>([
    [
      "口令不对",
      (name) => damaged(name, async () => undefined),
      { ZHIBU_BACKUP_PASSPHRASE: "这是另一个不对的备份口令，够长了" },
      /^备份口令不正确/,
    ],
    [
      "中间坏了一个字节",
      (name) =>
        damaged(
          name,
          flip((size) => size >> 1),
        ),
      {},
      /^备份文件已损坏或不完整/,
    ],
    [
      "末尾坏了一个字节",
      (name) =>
        damaged(
          name,
          flip((size) => size - 1),
        ),
      {},
      /^备份文件已损坏或不完整/,
    ],
    ["没有复制完", (name) => damaged(name, (path) => truncate(path, 700_000)), {}, /^备份文件已损坏或不完整/],
    [
      "只有开头",
      (name) => damaged(name, (path) => truncate(path, 100)),
      {},
      /^这不是支部工作台的备份文件，或文件已损坏/,
    ],
    ["空文件", (name) => writeFile(file(name), ""), {}, /^这不是支部工作台的备份文件，或文件已损坏/],
    ["别的文件", (name) => writeFile(file(name), "hello\n".repeat(99)), {}, /^这不是支部工作台的备份文件/],
    ["没有这个文件", async () => undefined, {}, /不能读取（文件夹或文件不存在）/],
    [
      "与校验值不符",
      async (name) => {
        await damaged(
          name,
          flip((size) => size >> 1),
        );
        await writeFile(file(`${name}.sha256`), await readFile(file("a.age.sha256")));
      },
      {},
      /^备份文件与旁边的校验值（\.sha256）不符/,
    ],
    ["要写到别处的内容", (name) => forged(name, [{ name: "../evil", text: "x" }]), {}, /^备份中有不该有的内容/],
    [
      "指到别处的链接",
      (name) => forged(name, [{ name: "key", type: "symlink", linkname: "/etc/passwd" }]),
      {},
      /^备份中有不该有的内容/,
    ],
    ["同名的内容", (name) => forged(name, [key, key]), {}, /^备份中有不该有的内容/],
    ["没有清单", (name) => forged(name, [key]), {}, /^备份文件已损坏或不完整/],
    [
      "与清单不符",
      (name) => forged(name, [key, { name: "manifest.json", text: manifestOf({ ...key, text: "q" }) }]),
      {},
      /^备份文件已损坏或不完整/,
    ],
    [
      "清单里有而备份里没有",
      (name) => forged(name, [{ name: "manifest.json", text: manifestOf(key) }]),
      {},
      /^备份文件已损坏或不完整/,
    ],
    [
      "不是本系统的数据",
      (name) => forged(name, [{ name: "manifest.json", text: manifestOf() }]),
      {},
      /^备份中没有数据库或密钥/,
    ],
  ])("%s", async (title, prepare, more, sentence) => {
    const [name, place] = [`${title}.age`, join(base, "empty")];
    await prepare(name);
    const { code, lines } = await restore(file(name), place, more);
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(code).toBe(1);
    await expect(readdir(place)).rejects.toThrow("ENOENT");
    await expect(readdir(join(base, "evil"))).rejects.toThrow("ENOENT");
  });
});
