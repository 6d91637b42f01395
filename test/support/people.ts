/** Invented ID numbers: region 99xxxx does not exist, so none can belong to a person. The last digit is the GB 11643 check digit. */
export function inventId(serial: number, birth = "19800101", sex: "male" | "female" = "male"): string {
  const order = String((serial * 2 + (sex === "male" ? 1 : 0)) % 1000).padStart(3, "0");
  const body = `99${String(1000 + Math.floor(serial / 500)).slice(-4)}${birth}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
  return `${body}${"10X98765432"[sum % 11]}`;
}

/** The fields of an ordinary full member. */
export const fullMember = (serial: number, more: Record<string, unknown> = {}) => ({
  name: `党员${"甲乙丙丁戊己庚辛壬癸"[serial % 10]}${"一二三四五六七八九十"[Math.floor(serial / 10) % 10]}`,
  idNumber: inventId(serial),
  stage: "full",
  joinedOn: "2010-07-01",
  convertedOn: "2011-07-01",
  ethnicity: "01",
  education: "bachelor",
  phone: `1990000${String(serial).padStart(4, "0")}`,
  address: "示例农场第1居民组",
  ...more,
});
