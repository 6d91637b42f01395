import { describe, expect, it } from "vitest";
import { decided, endOfWaiting, mayDecide, mayUse, stateOn, withdrawn } from "#shared/approvals/rules";
import type { Approval } from "#shared/approvals/schema";

const NOW = Date.parse("2026-11-20T02:00:00Z");
const DAY = 86_400_000;
const asker = { accountId: "a_1", name: "甲", roles: ["office"] as const };
const other = { accountId: "a_2", name: "乙", roles: ["security"] as const };
const pending: Approval = {
  id: "q_1",
  asked: { kind: "export", unitId: "u_1", year: 2026 },
  ...{ subject: "导出", reason: "年度考核", askedBy: "甲", askedById: "a_1", askedAt: new Date(NOW).toISOString() },
  ...{ state: "pending", decidedBy: null, decidedAt: null, note: "", uses: 0, endsAt: endOfWaiting(NOW) },
  ...{ version: 1, chain: "" },
};

describe("需要第二个人同意的事", () => {
  it("等七天，到时还没有决定就作废", () => {
    expect(stateOn(pending, NOW + 7 * DAY - 1)).toBe("pending");
    expect(stateOn(pending, NOW + 7 * DAY)).toBe("expired");
    expect(mayDecide(pending, other, NOW + 7 * DAY)).toBe(false);
    expect(() => decided(pending, other, { granted: true }, NOW + 7 * DAY)).toThrow("approval.state");
    expect(() => withdrawn(pending, asker, NOW + 7 * DAY)).toThrow("approval.state");
  });

  it("导出经同意后二十四小时内可用，只有提出的人能用", () => {
    const granted = decided(pending, other, { granted: true }, NOW);
    expect(mayUse(granted, asker, NOW + DAY - 1)).toBe(true);
    expect(mayUse(granted, other, NOW)).toBe(false);
    expect(mayUse(granted, asker, NOW + DAY)).toBe(false);
    expect(mayUse(pending, asker, NOW)).toBe(false);
  });

  it("同意后立即办理的事不会过期，要用的导出会", () => {
    const policy: Approval = { ...pending, asked: { kind: "policy", passwords: "asvs", trailDays: 400 } };
    const granted = { ...policy, state: "granted" as const, endsAt: new Date(NOW + DAY).toISOString() };
    expect(stateOn(granted, NOW + 2 * DAY)).toBe("granted");
    expect(stateOn({ ...granted, asked: pending.asked }, NOW + 2 * DAY)).toBe("expired");
  });

  it("提出的人哪怕也有决定的角色，也不能自己同意", () => {
    const both = { ...asker, roles: ["office", "security"] as const };
    expect(() => decided(pending, both, { granted: true }, NOW)).toThrow("access.denied");
  });
});
