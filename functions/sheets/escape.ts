/** Spreadsheets write what XML cannot carry as `_xHHHH_`, and an underscore that would be taken for one likewise. */
const uncarried = /_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const asEscape = (character: string) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;

/** The text of a cell, so that every string comes back as it was; the library escapes only a part of these. */
export const escapeCellText = (text: string): string => text.replace(uncarried, asEscape);

/** `#N/A`, `#REF!` and the like. */
export const isErrorCode = (text: string): boolean => /^#[A-Z][A-Z/0_]*[!?]?$/.test(text);
