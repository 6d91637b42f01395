/** A backup or a restore that cannot be; the message is the one sentence to show. */
export class Refusal extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "Refusal";
  }
}

const causes: Record<string, string> = {
  ENOSPC: "磁盘空间不足",
  EDQUOT: "磁盘配额已用完",
  EROFS: "磁盘只读",
  EACCES: "没有权限",
  EPERM: "没有权限",
  ENOENT: "文件夹或文件不存在",
  ENOTDIR: "路径中有一段不是文件夹",
};

/** What the system said about a file, in words that say what to look at. */
export function causeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return causes[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Whether a file or a disk is the trouble. */
export const isOfDisk = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));

/** Trouble with a file or a disk becomes the sentence made of its cause; every other error stays as it is. */
export async function orRefuse<T>(work: Promise<T>, sentence: (cause: string) => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isOfDisk(error) ? new Refusal(sentence(causeOf(error))) : error;
  }
}
