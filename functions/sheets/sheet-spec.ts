import type { Align, CellKind } from "./styles.ts";

export type CellInput = string | number | null | undefined;

export type ColumnSpec = {
  header: string;
  /** In characters of half width; a Chinese character takes two. */
  width?: number;
  /**
   * `text`: numbers become text too. `number`: numbers are numbers. `date`: `YYYY-MM-DD` becomes a true date. A string
   * that is not what the column expects stays text, never a formula.
   */
  kind?: CellKind;
  align?: Align;
};

export type SheetSpec = {
  /** Made legal and unique: at most 31 characters, without `[]:*?/\`. */
  name: string;
  title?: string;
  /** A line between title and header: 单位、截至. */
  subtitle?: string;
  columns: ColumnSpec[];
  rows: Iterable<CellInput[]>;
  /** False leaves the header row out, for covers of the form 项目 / 内容. */
  showHeader?: boolean;
  /** All default to true, except `landscape`. */
  freezeHeader?: boolean;
  print?: {
    landscape?: boolean;
    fitToWidth?: boolean;
    repeatHeader?: boolean /** Above every printed page, for sheets whose first row is the header. */;
    pageTitle?: string;
  };
  /** Lines beneath the rows. */
  notes?: string[];
};
