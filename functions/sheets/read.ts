import { readCsv } from "./csv.ts";
import { gridLimits, type Sheet, type Workbook } from "./grid.ts";
import { openPackage } from "./guard.ts";
import { readWorkbookParts } from "./parts.ts";
import { encrypted, unreadable, wrongType } from "./problem.ts";
import { readWorksheet } from "./worksheet.ts";

export type { Workbook } from "./grid.ts";

const signatures = {
  zip: [0x50, 0x4b],
  compoundFile: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
} as const;

const startsWith = (bytes: Uint8Array, signature: readonly number[]) =>
  signature.every((byte, index) => bytes[index] === byte);

/** Old .xls files and password-protected .xlsx files share a container; the name of a stream inside tells them apart. */
function refuseCompoundFile(bytes: Uint8Array): void {
  if (!startsWith(bytes, signatures.compoundFile)) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes(Buffer.from("EncryptedPackage", "utf16le"))) {
    throw encrypted("文件有密码，请先在 Excel 或 WPS 中去掉密码再上传。");
  }
  throw wrongType("这是旧版 Office 文件（如 .xls），请在 Excel 或 WPS 中另存为 .xlsx 再上传。");
}

async function readXlsx(bytes: Uint8Array): Promise<Workbook> {
  const source = await openPackage(bytes);
  const parts = await readWorkbookParts(source);
  if (parts.sheets.length === 0) throw unreadable("文件里没有工作表。");
  const budget = { cells: gridLimits.cells, text: gridLimits.text };
  const sheets: Sheet[] = [];
  for (const { name, hidden, part } of parts.sheets) {
    sheets.push({ name, hidden, ...(await readWorksheet(source, part, parts, budget)) });
  }
  return { sheets };
}

/** Reads what somebody uploaded; throws `SheetProblem`. External links, macros and formulas are never followed or run. */
export async function readGrid(bytes: Uint8Array, type: "xlsx" | "csv"): Promise<Workbook> {
  if (bytes.length === 0) throw unreadable("文件是空的，请重新选择。");
  refuseCompoundFile(bytes);
  const isZip = startsWith(bytes, signatures.zip);
  if (type === "csv" && isZip) throw wrongType("扩展名是 .csv，内容却不是文字表格，请按文件本来的类型上传。");
  if (type === "xlsx" && !isZip) throw wrongType("这不是 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 再上传。");
  return type === "csv" ? { sheets: [readCsv(bytes)] } : readXlsx(bytes);
}
