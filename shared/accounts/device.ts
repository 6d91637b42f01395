const first = (agent: string, names: readonly (readonly [RegExp, string])[]): string | undefined =>
  names.find(([pattern]) => pattern.test(agent))?.[1];

/** The first that fits counts: most browsers name others beside themselves. */
const systems = [
  [/HarmonyOS|OpenHarmony/, "鸿蒙"],
  [/iPad/, "iPad"],
  [/iPhone/, "iPhone"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux|X11/, "Linux"],
] as const;

const browsers = [
  [/MicroMessenger/, "微信"],
  [/QQBrowser/, "QQ 浏览器"],
  [/360SE|360EE|QIHU/i, "360 浏览器"],
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;

/** What a person recognises a session by: `Windows · Edge`. */
export const deviceOf = (userAgent: string): string =>
  [first(userAgent, systems), first(userAgent, browsers)].filter((name) => name !== undefined).join(" · ") ||
  "未知设备";
