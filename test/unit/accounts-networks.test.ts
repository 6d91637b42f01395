import { describe, expect, it } from "vitest";
import { networkOf } from "#functions/accounts/networks";

describe("网段", () => {
  it("IPv4 取前 24 位，写成 IPv6 的也一样", async () => {
    expect(await networkOf("203.0.113.9")).toBe("203.0.113.0/24");
    expect(await networkOf("::ffff:203.0.113.200")).toBe("203.0.113.0/24");
    expect(await networkOf("::ffff:cb00:7109")).toBe("203.0.113.0/24");
  });

  it("IPv6 取前 64 位，怎样缩写都一样", async () => {
    expect(await networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(await networkOf("2001:0DB8:0001:0002::9")).toBe("2001:db8:1:2::/64");
    expect(await networkOf("2001:db8:1:3::9")).not.toBe(await networkOf("2001:db8:1:2::9"));
  });

  it("不是地址的没有网段", async () => {
    for (const text of ["", "unknown", "203.0.113.9:443"]) expect(await networkOf(text)).toBeNull();
  });
});
