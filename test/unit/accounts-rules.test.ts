import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceOf } from "#shared/accounts/device";
import { type Budget, countGuess, type Guesses } from "#shared/accounts/guessing";
import { narrowed, type Person, passwordExpiresOn, passwordFlaw, requirementOf } from "#shared/accounts/rules";
import { accountRecord } from "#shared/accounts/schema";

const person: Person = {
  login: "zhangsan",
  name: "张三丰",
  pinyin: ["zhangsanfeng", "zsf"],
  phone: "19900001234",
  idNumber: "99100119800917001X",
};

describe("密码要求", () => {
  const sorts = fc.constantFrom("abcdefghij", "ABCDEFGHIJ", "23579", "-_+*?~");
  const text = (min: number, max: number) =>
    fc
      .array(
        sorts.chain((from) => fc.constantFrom(...from)),
        { minLength: min, maxLength: max },
      )
      .map((letters) => letters.join(""));

  it("凡是通过等保的，也通过 ASVS，而且至少三种字符", () => {
    fc.assert(
      fc.property(text(0, 140), (password) => {
        if (passwordFlaw("dengbao", password, person) !== null) return;
        expect(passwordFlaw("asvs", password, person)).toBeNull();
        const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password));
        expect(kinds.length).toBeGreaterThanOrEqual(3);
        expect(password.length).toBeGreaterThanOrEqual(12);
      }),
    );
  });

  it("把个人信息放进密码的任何位置、用任何大小写，都不通过", () => {
    const parts = ["zhangsan", "张三丰", "ZhangSanFeng", "ZSF", "19900001234", "0917", "9910", "001X", "001x"];
    fc.assert(
      fc.property(text(0, 20), text(0, 20), fc.constantFrom(...parts), (before, after, part) => {
        expect(passwordFlaw("dengbao", `aA1-aA1-aA1${before}${part}${after}`, person)).toMatch(/^密码中不能含有/);
      }),
    );
  });

  it("没有登记的信息不限制任何密码", () => {
    const nobody: Person = { login: "zz", name: "", pinyin: ["", "ab"], phone: null, idNumber: null };
    expect(passwordFlaw("dengbao", "Kite-walrus-ab1", nobody)).toBeNull();
  });

  it("12 位和 128 位都可以，多一位少一位都不行", () => {
    const ofLength = (length: number) => passwordFlaw("asvs", "x".repeat(length), person);
    expect([11, 12, 128, 129].map(ofLength)).toEqual(["密码至少 12 位", null, null, "密码不能超过 128 位"]);
  });
});

describe("必须先做的事", () => {
  const account = accountRecord.parse({
    ...{ id: "a_1", login: "somebody", name: "某人", grants: [], password: null, epoch: 0, setup: null, version: 1 },
    createdAt: "2026-01-01T00:00:00.000Z",
  });

  it("等保：从设密码那天起 90 天；没有记日期的从建账号算起；按上海的日子", () => {
    expect(passwordExpiresOn("dengbao", account)).toBe("2026-04-01");
    expect(passwordExpiresOn("dengbao", { ...account, passwordSetAt: "2026-02-01T15:59:59.000Z" })).toBe("2026-05-02");
    expect(passwordExpiresOn("dengbao", { ...account, passwordSetAt: "2026-02-01T16:00:00.000Z" })).toBe("2026-05-03");
    expect(passwordExpiresOn("asvs", account)).toBeNull();
  });

  it("先改密码，再启用两步验证；两步验证只要求三员", () => {
    const audit = { ...account, grants: [{ role: "audit" as const, unitId: "u_1" }] };
    expect(requirementOf(audit, "2026-04-01", "2026-04-01")).toBe("password");
    expect(requirementOf(audit, "2026-04-01", "2026-03-31")).toBe("second-factor");
    expect(requirementOf({ ...audit, secondFactor: { secret: "s", since: "" } }, null, "2026-04-01")).toBeNull();
    expect(requirementOf(account, null, "2026-04-01")).toBeNull();
  });
});

describe("计数", () => {
  const budget: Budget = { most: 5, window: 900, rest: 1800 };
  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2500 })), {
    maxLength: 200,
  });
  /** The instants that were let through. */
  const admitted = (steps: readonly number[]): number[] => {
    const state: { now: number; kept: Guesses | null } = { now: 0, kept: null };
    return steps.flatMap((gap) => {
      state.now += gap;
      const result = countGuess(state.kept, state.now, budget);
      if ("refusedUntil" in result) {
        expect(result.refusedUntil).toBeGreaterThan(state.now);
        return [];
      }
      state.kept = result.counted;
      return [state.now];
    });
  };

  it("任何 15 分钟里不超过 5 次，用完后 30 分钟里一次也没有", () => {
    fc.assert(
      fc.property(gaps, (steps) => {
        const times = admitted(steps);
        for (const [i, time] of times.entries()) {
          const sixth = times[i + 5];
          if (sixth !== undefined) expect(sixth - time).toBeGreaterThanOrEqual(budget.window);
          const fifth = times[i + 4];
          const next = times[i + 5];
          if (fifth !== undefined && next !== undefined && fifth - time < budget.window && isFresh(times, i))
            expect(next - fifth).toBeGreaterThanOrEqual(budget.rest);
        }
      }),
    );
  });
  /** Whether the five from `i` on are all that counted when the fifth came. */
  const isFresh = (times: readonly number[], i: number) => {
    const [before, fifth] = [times[i - 1], times[i + 4]];
    return before === undefined || fifth === undefined || fifth - before >= budget.window;
  };

  it("不歇的总数：用完后等最早的一次过去", () => {
    const total: Budget = { most: 2, window: 100, rest: 0 };
    const first = { times: [10, 50], closedUntil: 50 };
    expect(countGuess(first, 60, total)).toEqual({ refusedUntil: 110 });
    expect(countGuess(first, 110, total)).toEqual({ counted: { times: [50, 110], closedUntil: 110 } });
  });
});

describe("令牌的组织", () => {
  const tree = [
    { id: "root", parentId: null },
    { id: "general", parentId: "root" },
    { id: "a", parentId: "general" },
    { id: "b", parentId: "root" },
  ];
  it("是账号的角色和所列组织的交集", () => {
    const office = [{ role: "office" as const, unitId: "root" }];
    expect(narrowed(office, ["general"], tree)).toEqual([{ role: "office", unitId: "general" }]);
    expect(narrowed(office, ["root"], tree)).toEqual(office);
    const secretary = [{ role: "secretary" as const, unitId: "a" }];
    expect(narrowed(secretary, ["general"], tree)).toEqual(secretary);
    expect(narrowed(secretary, ["b"], tree)).toEqual([]);
    expect(narrowed([{ role: "secretary", unitId: "root" }], ["a"], tree)).toEqual([]);
  });
});

describe("设备", () => {
  it.each([
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
      "Windows · Edge",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Linux · Firefox"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605 Version/18.0 Safari/605", "macOS · Safari"],
    ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Android · Chrome"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0", "iPhone · 微信"],
    ["curl/8.0", "未知设备"],
    ["", "未知设备"],
  ])("%s", (agent, device) => {
    expect(deviceOf(agent)).toBe(device);
  });
});
