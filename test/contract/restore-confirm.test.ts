import { beforeAll, expect, it } from "vitest";
import { confirmations } from "#functions/backups/confirm";
import { startSystem } from "../support/app";

/** Who confirms a restore, asked of the accounts that come with it. */

let system: Awaited<ReturnType<typeof startSystem>>;

beforeAll(async () => {
  system = await startSystem({ now: Date.parse("2026-05-20T02:00:00Z") });
});

/** Each authenticator's code works once: the clock goes on to the next. */
function nextCodes(): void {
  system.clock.ms += 31_000;
}

it("系统管理员和安全管理员各用密码和动态口令确认", async () => {
  nextCodes();
  const confirmers = await confirmations(system.platform, async (role) => system.credentials(role));
  expect(confirmers.map(({ role, name }) => [role, name])).toEqual([
    ["system", "system"],
    ["security", "security"],
  ]);
});

it.each([
  ["没有动态口令", () => ({ code: undefined }), "系统管理员绑定了动态口令，须填写，没有恢复。"],
  ["动态口令不对", () => ({ code: "000000" }), "系统管理员的动态口令不正确或已用过，没有恢复。"],
  ["密码不对", () => ({ password: "Zhibu-wrong-2026" }), "系统管理员的账号或密码不正确，没有恢复。"],
  ["用别的管理员的账号", () => system.credentials("audit"), "audit 不是系统管理员，没有恢复。"],
])("%s，不能确认", async (_, wrong, sentence) => {
  nextCodes();
  const asked = confirmations(system.platform, async (role) => ({ ...system.credentials(role), ...wrong() }));
  await expect(asked).rejects.toThrow(sentence);
});

it("还没有管理员的旧备份，没有人可问", async () => {
  const older = await startSystem({ withoutAdministrators: true });
  const nobody = () => Promise.reject(new Error("asked"));
  expect(await confirmations(older.platform, nobody)).toEqual([]);
});
