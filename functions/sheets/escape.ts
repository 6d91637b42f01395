const escapes = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

/** Spreadsheets write what XML cannot carry as `_xHHHH_`, and an underscore that would be taken for one likewise. */
const uncarried = /_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const asEscape = (character: string) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;

export function escapeXml(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => escapes.get(character) ?? "") : text;
}

/** The text of a cell, so that every string comes back as it was. */
export function escapeCellText(text: string): string {
  return escapeXml(text.replace(uncarried, asEscape));
}
