/** Pinyin initials of a name, surname readings first: 单雄信 → sxx. The dictionary is loaded when it is first needed. */
export async function initialsOf(name: string): Promise<string> {
  const { pinyin } = await import("pinyin-pro");
  const letters = pinyin(name, {
    pattern: "first",
    toneType: "none",
    type: "array",
    surname: "head",
    nonZh: "consecutive",
  });
  return letters
    .join("")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}

/** The whole name in letters: 单雄信 → shanxiongxin. */
export async function pinyinOf(name: string): Promise<string> {
  const { pinyin } = await import("pinyin-pro");
  const letters = pinyin(name, { toneType: "none", type: "array", surname: "head", nonZh: "consecutive" });
  return letters
    .join("")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}
