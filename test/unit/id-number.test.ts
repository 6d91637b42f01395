import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkIdNumber, isMasked, maskAddress, maskIdNumber, maskPhone } from "#shared/members/id-number";
import { inventId } from "#test/support/people";

const serials = fc.integer({ min: 0, max: 400_000 });
const sexes = fc.constantFrom("male" as const, "female" as const);

describe("公民身份号码", () => {
  it("正确的号码给出性别和出生日期", () => {
    expect(checkIdNumber("99392819760125900x")).toEqual({
      ok: true,
      normal: "99392819760125900X",
      sex: "female",
      birthDate: "1976-01-25",
    });
    expect(checkIdNumber(" 998736199209097053 ")).toMatchObject({
      ok: true,
      normal: "998736199209097053",
      sex: "male",
    });
  });

  it("校验码按 GB 11643 计算：造出来的号码都通过，改动任何一位数字都不通过", () => {
    fc.assert(
      fc.property(
        serials,
        sexes,
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (serial, sex, at, by) => {
          const number = inventId(serial, "19800101", sex);
          expect(checkIdNumber(number)).toMatchObject({ ok: true, sex, birthDate: "1980-01-01" });
          const digit = (Number(number[at]) + by) % 10;
          expect(checkIdNumber(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`).ok).toBe(false);
        },
      ),
    );
  });

  it.each([
    ["110105491231002", "15 位"],
    ["11010519491231002", "18 位"],
    ["99392819760125900A", "18 位"],
    ["993928197602309000", "出生日期不存在"],
    ["993928197601259000", "校验码"],
    ["", "18 位"],
  ])("%s 不通过，并说明原因", (text, reason) => {
    const checked = checkIdNumber(text);
    expect(checked.ok ? "" : checked.problems.join()).toContain(reason);
  });

  it("行政区划不判断", () => {
    expect(checkIdNumber(inventId(1)).ok).toBe(true);
  });
});

describe("遮盖", () => {
  it("遮盖后的值认得出来，也看不出原值", () => {
    const number = inventId(7);
    for (const masked of [
      maskIdNumber(number),
      maskPhone("13912345678"),
      maskPhone("82345"),
      maskAddress("黑龙江省绥化市北林区某街道1号"),
    ]) {
      expect(isMasked(masked)).toBe(true);
    }
    expect(maskIdNumber(number)).not.toContain(number.slice(6, 14));
    expect(maskPhone("13912345678")).not.toContain("12345");
    expect(maskAddress("黑龙江省绥化市北林区某街道1号")).not.toContain("北林区");
  });

  it("没有遮盖的值不会被当作遮盖的", () => {
    expect([inventId(7), "13912345678", "示例农场第1居民组", "***"].map(isMasked)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
