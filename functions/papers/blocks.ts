/** What a paper is made of. Wherever text is given, 【待补】 and 【待补：…】 come out highlighted. */
export type Run = { text: string; bold?: boolean };

export type TableColumn = {
  header: string;
  /** Percent of the width of the page. */
  width: number;
  align?: "left" | "center";
};

export type Block =
  | { kind: "heading"; text: string /** 1 (default) 一、黑体; 2 （一）楷体; 3 bold. */; level?: 1 | 2 | 3 }
  /** Line feeds begin new paragraphs. */
  | { kind: "paragraph"; text: string | Run[] }
  /** 时间：…, 地点：…, 出席：…: left-aligned. */
  | { kind: "line"; label: string; text: string }
  | {
      kind: "table";
      columns: TableColumn[];
      rows: string[][] /** Least height of a row in points. */;
      rowHeight?: number;
    }
  /** Two to a line, with room to sign; default 主持人 and 记录人. */
  | { kind: "signatures"; signers?: string[] }
  /** 落款: right-aligned lines, the unit and then the day. */
  | { kind: "closing"; lines: string[] }
  | { kind: "pageBreak" };

export type Paper = {
  title: string;
  subtitle?: string;
  blocks: Block[];
  landscape?: boolean;
};
