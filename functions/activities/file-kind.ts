import { fileTypeFromBuffer } from "file-type";
import { Fault } from "#shared/problem";
import { openPackage } from "../sheets/guard";
import { SheetProblem } from "../sheets/problem";
import { fileTypes } from "./file-types";

const refused = (detail: string): Fault => new Fault("file.type", { detail });
const office = ["docx", "xlsx", "pptx"];

/** Macros run code on the reader's machine. */
const isActive = (part: string): boolean => /(^|\/)(vbaproject\.bin|activex\d*\.(bin|xml))$/.test(part);

async function checkOffice(bytes: Uint8Array): Promise<void> {
  try {
    const { names } = await openPackage(bytes);
    if (names.some(isActive)) throw refused("文件带有宏，请另存为不带宏的文件后再上传");
  } catch (error) {
    if (error instanceof SheetProblem) throw refused(error.detail);
    throw error;
  }
}

/** What a file is by its content, whatever its name and declared type say. */
export async function kindOf(bytes: Uint8Array): Promise<{ type: string; extension: string }> {
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const type = fileTypes.find((one) => one.extension === found?.ext);
  if (!type) throw refused("只能上传 JPG、PNG、WebP 图片和 PDF、Word、Excel、PowerPoint 文件（docx、xlsx、pptx）");
  if (office.includes(type.extension)) await checkOffice(bytes);
  return { type: type.mime, extension: type.extension };
}
