import type { Grid } from "#shared/imports/header";
import { Fault } from "#shared/problem";
import { SheetProblem } from "../sheets/problem";
import { readGrid } from "../sheets/read";

/** The sheets of an uploaded file. Reached by `import()`: the API starts without the reader. */
export async function readFile(bytes: Uint8Array, type: "xlsx" | "csv"): Promise<Grid[]> {
  try {
    return (await readGrid(bytes, type)).sheets;
  } catch (error) {
    if (error instanceof SheetProblem) throw new Fault(error.code, { detail: error.detail });
    throw error;
  }
}
