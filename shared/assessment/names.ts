/** The names of a branch's people, those who left included. */
export type Names = ReadonlyMap<string, string>;

export const nameOf = (names: Names, id: string | null): string => (id === null ? "" : (names.get(id) ?? ""));

export const assessmentFormats = ["xlsx", "docx", "csv", "json"] as const;
export type AssessmentFormat = (typeof assessmentFormats)[number];
