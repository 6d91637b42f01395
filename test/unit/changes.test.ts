import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { changesBetween, isShortened } from "#shared/audit/changes";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const between = (before: object, after: object, secret: string[] = []) => changesBetween(before, after, secret, sha256);
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("一次修改改了什么", () => {
  it("只列出不同的字段，带原值和新值", () => {
    expect(between({ name: "张三", job: "3", place: null }, { name: "李四", job: "3", place: "三楼" })).toEqual([
      { field: "name", from: "张三", to: "李四" },
      { field: "place", from: null, to: "三楼" },
    ]);
  });

  it("没有填写和空是一回事，去掉的字段记原值", () => {
    expect(between({ note: null }, {})).toEqual([]);
    expect(between({ note: "原有说明" }, {})).toEqual([{ field: "note", from: "原有说明", to: null }]);
  });

  it("保密字段只说改了，不含任何值", () => {
    const changes = between({ phone: "19900001111", name: "甲" }, { phone: "19900002222", name: "甲" }, ["phone"]);
    expect(changes).toEqual([{ field: "phone", secret: true }]);
    expect(JSON.stringify(changes)).not.toContain("1990000");
  });

  it("系统自己的字段不算修改", () => {
    const housekeeping = {
      version: 1,
      chain: "a",
      initials: "zs",
      timeline: [],
      dataKey: "k",
      enteredAt: "x",
      roll: null,
    };
    const later = { version: 2, chain: "b", initials: "ls", timeline: [1], dataKey: "l", enteredAt: "y", roll: {} };
    expect(between(housekeeping, later)).toEqual([]);
  });

  it("长内容只记开头和全文的校验值，短的照记", () => {
    const text = "会议内容".repeat(600);
    const [change] = between({ text: "短" }, { text });
    expect(change).toMatchObject({ from: "短", to: { sha256: sha256(text) } });
    const to = change && "to" in change ? change.to : null;
    expect(isShortened(to) && text.startsWith(to.shortened.slice(0, -1))).toBe(true);
    expect(bytes(to)).toBeLessThan(2200);
  });

  it("列表的校验值是整个列表的", () => {
    const items = Array.from({ length: 50 }, (_, i) => ({ title: `第${i}项议题`, text: "内容".repeat(20) }));
    const [change] = between({ items }, { items: [] });
    expect(change).toMatchObject({ from: { sha256: sha256(JSON.stringify(items)) }, to: [] });
  });

  it("四十个字段全改成长文字，也不超过一条记录的限度", () => {
    const wide = (letter: string) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, letter.repeat(5000)]));
    const changes = between(wide("甲"), wide("乙"));
    expect(changes).toHaveLength(40);
    expect(bytes(changes)).toBeLessThan(14_000);
  });
});
