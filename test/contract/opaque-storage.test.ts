import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freePort } from "#functions/platform/engine";
import { inventId } from "#test/support/people";

const CANARIES = {
  idNumber: inventId(321, "19870203"),
  phone: "19977001234",
  address: "示例农场金丝雀居民组",
  text: "金丝雀谈话内容",
};
const WITNESS = "金丝雀姓名";

/** The value as it might lie in a file, base64 at each of its three positions. */
function formsOf(value: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString("base64");
    return Buffer.from(text.slice(shift === 0 ? 0 : shift + 1, -4));
  });
  return [Buffer.from(value), Buffer.from(value, "utf16le"), Buffer.from(value, "utf16le").swap16(), ...base64];
}

it("数据文件、日志、附件中找不到身份证号、电话、住址、谈话内容", { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "zhibu-opaque-"));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = { PATH: process.env.PATH, PORT: String(port), ZHIBU_DATA: directory };
  const server = spawn(process.execPath, ["dist/functions/local/local.js", "demo"], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    for await (const said of server.stdout) if (String(said).includes("按 Ctrl+C 停止")) break;
    const post = async (path: string, body: object, cookie = "") => {
      const headers = { origin, "content-type": "application/json", "idempotency-key": crypto.randomUUID(), cookie };
      const answer = await fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      expect(answer.status, await answer.clone().text()).toBeLessThan(300);
      return answer;
    };
    const entered = await post("/api/session", { login: "secretary01", password: "Zhibu-demo-2026" });
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    const me = (await (await fetch(`${origin}/api/me`, { headers: { cookie } })).json()) as {
      grants: { unit: { id: string } }[];
    };
    const path = `/api/branches/${me.grants[0]?.unit.id}`;
    const { text, ...secret } = CANARIES;
    const person = { name: WITNESS, stage: "full", joinedOn: "2010-07-01", convertedOn: "2011-07-01", ...secret };
    const register = async (one: object) =>
      ((await (await post(`${path}/members`, one, cookie)).json()) as { id: string }).id;
    const [id, talkerId] = [await register(person), await register({ name: "谈话人", stage: "applicant" })];
    const talk = { on: "2026-01-05", kind: "member", talkerId, memberId: id, text };
    await post(`${path}/talks`, talk, cookie);
    await post(`${path}/members/${id}/reveals`, { fields: ["phone", "idNumber", "address"], reason: "核对" }, cookie);

    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const files = await Promise.all(paths.map((path) => readFile(path)));
    const found = (value: string) => files.some((bytes) => formsOf(value).some((form) => bytes.includes(form)));
    expect(paths.some((path) => path.endsWith("zhibu.db"))).toBe(true);
    expect(found(WITNESS), "姓名不加密，找不到它说明没有找对地方").toBe(true);
    for (const [field, value] of Object.entries(CANARIES)) expect(found(value), field).toBe(false);
  } finally {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
    await rm(directory, { recursive: true, force: true });
  }
});
