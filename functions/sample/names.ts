/** Names that are put together from fields and seasons: plainly invented, no two alike. Each character with its pinyin initial. */

const lettered = (text: string): [string, string][] => text.split(" ").map((pair) => [pair.slice(0, 1), pair.slice(1)]);

const surnames = lettered(
  "张z 王w 李l 赵z 刘l 陈c 杨y 黄h 周z 吴w 徐x 孙s 马m 朱z 胡h 郭g 罗l 梁l 宋s 郑z 谢x 唐t 许x 冯f 邓d 程c 彭p 潘p 袁y 于y 董d 苏s 吕l 魏w 蒋j 杜d 丁d",
);
const seasons = lettered("春c 夏x 秋q 冬d 晨c 晓x 青q 新x 金j 清q 明m 云y 雨y 东d 南n 北b 江j");
const fields = lettered("禾h 麦m 稻d 粟s 棉m 豆d 田t 垄l 圃p 苗m 林l 泉q 渠q 坡p 原y 谷g 穗s 耘y 园y");

/** The nth name; they repeat after several hundred. */
export function nameOf(n: number): { name: string; initials: string } {
  const parts = [
    surnames[(n * 11) % surnames.length],
    seasons[n % seasons.length],
    fields[Math.floor(n / seasons.length) % fields.length],
  ].flatMap((part) => (part ? [part] : []));
  return { name: parts.map(([letter]) => letter).join(""), initials: parts.map(([, initial]) => initial).join("") };
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An invented ID number: region 99xxxx does not exist, so it can belong to nobody. */
export function inventIdNumber(region: number, birthDate: string, order: number): string {
  const body = `99${String(region).padStart(4, "0")}${birthDate.replaceAll("-", "")}${String(order).padStart(3, "0")}`;
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
  return `${body}${"10X98765432"[sum % 11]}`;
}
