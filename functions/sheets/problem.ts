export type SheetProblemCode =
  | "import.file-type"
  | "import.file-hostile"
  | "import.file-too-large"
  | "import.file-unreadable"
  | "import.file-encrypted";

/** Why a file cannot be read: a code of the shared vocabulary and one sentence for the person who chose the file. */
export class SheetProblem extends Error {
  readonly code: SheetProblemCode;
  readonly detail: string;

  constructor(code: SheetProblemCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = "SheetProblem";
    this.code = code;
    this.detail = detail;
  }
}

export const wrongType = (detail: string) => new SheetProblem("import.file-type", detail);
export const hostile = (detail: string) => new SheetProblem("import.file-hostile", detail);
export const tooLarge = (detail: string) => new SheetProblem("import.file-too-large", detail);
export const unreadable = (detail: string) => new SheetProblem("import.file-unreadable", detail);
export const encrypted = (detail: string) => new SheetProblem("import.file-encrypted", detail);
