const ooxml = "application/vnd.openxmlformats-officedocument";

/** What may be kept with an activity. */
export const fileTypes = [
  { extension: "png", mime: "image/png" },
  { extension: "jpg", mime: "image/jpeg" },
  { extension: "webp", mime: "image/webp" },
  { extension: "pdf", mime: "application/pdf" },
  { extension: "docx", mime: `${ooxml}.wordprocessingml.document` },
  { extension: "xlsx", mime: `${ooxml}.spreadsheetml.sheet` },
  { extension: "pptx", mime: `${ooxml}.presentationml.presentation` },
] as const;

/** What a browser may say that it sends; what counts is the content. */
export const declaredTypes: readonly string[] = [...fileTypes.map(({ mime }) => mime), "application/octet-stream"];
export const MAX_FILE = 4 * 1024 * 1024;
export const MAX_FILES = 20;

const reserved = /[\p{Cc}\p{Cf}<>:"/\\|?*]/gu;

/** A name that every system can save: the last part of a path, without reserved signs, ending as its content asks. */
export function cleanName(name: string, extension: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const same = extension === "jpg" ? "jpe?g" : extension;
  const stem = last
    .replace(reserved, "")
    .replace(new RegExp(`\\.${same}$`, "i"), "")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  return `${[...stem].slice(0, 80).join("") || "附件"}.${extension}`;
}
